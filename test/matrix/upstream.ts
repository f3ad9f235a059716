import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the registry behind ours answered. `type`: its content type. */
export interface Fetched {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

export type Fetch = (path: string, accept: string) => Promise<Fetched>;

/**
 * Asks `registry` (no slash at its end) and keeps every good answer in `folder`, for good: a version that was seen once is
 * there again in every later run. Requests for the same thing at the same time are asked once.
 */
export function createUpstream(registry: string, folder: string): Fetch {
  mkdirSync(folder, { recursive: true });
  const underway = new Map<string, Promise<Fetched>>();
  return (path, accept) => {
    const key = createHash('sha256').update(`${registry}${path} ${accept}`).digest('hex');
    const file = join(folder, key);
    const kept = readKept(file);
    if (kept) return Promise.resolve(kept);
    const asked = underway.get(key) ?? ask(`${registry}${path}`, accept, file).finally(() => underway.delete(key));
    underway.set(key, asked);
    return asked;
  };
}

function readKept(file: string): Fetched | undefined {
  if (!existsSync(file)) return undefined;
  const content = readFileSync(file);
  const end = content.indexOf('\n');
  return { status: 200, type: content.subarray(0, end).toString('utf8'), body: content.subarray(end + 1) };
}

async function ask(url: string, accept: string, file: string): Promise<Fetched> {
  const response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(120_000) });
  const body = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  if (response.status === 200) {
    writeFileSync(`${file}.new`, Buffer.concat([Buffer.from(`${type}\n`), body]));
    renameSync(`${file}.new`, file);
  }
  return { status: response.status, type, body };
}
