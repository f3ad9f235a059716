import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** This checkout as it would be published. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tarball: Buffer;
  /** `sha512-…` */
  readonly integrity: string;
  /** SHA-1, in hex. */
  readonly shasum: string;
  /** Changes with what runs, and not with what is only read. */
  readonly programs: string;
}

const root = join(import.meta.dirname, '..', '..');

/** `dist/` must be built. */
export async function pack(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const [file = ''] = readdirSync(folder);
    const tarball = readFileSync(join(folder, file));
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const sum = (algorithm: string, encoding: 'base64' | 'hex') =>
      createHash(algorithm).update(tarball).digest(encoding);
    return {
      name: manifest.name,
      version: manifest.version,
      manifest,
      tarball,
      integrity: `sha512-${sum('sha512', 'base64')}`,
      shasum: sum('sha1', 'hex'),
      programs: sumOfPrograms(),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sumOfPrograms(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package.json')));
  for (const folder of ['bin', 'dist', 'shims']) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      hash.update(name).update(readFileSync(join(root, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 10);
}

/** What the runners of these tests ask behind ours; no slash at its end. */
export async function configuredRegistry(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], { cwd: root });
  return stdout.trim().replace(/\/$/, '');
}
