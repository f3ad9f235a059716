/** What files held before `init`, for this machine. In a clone of the project there is none: there `revert` of the layers counts. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Host } from '../host.ts';
import type { Draft, FileChange } from './draft.ts';

const name = '.prisma-interlock/setup.json';
const ignore = '.prisma-interlock/.gitignore';

interface JournalEntry {
  readonly file: string;
  /** Null where there was none. */
  readonly before: string | null;
  /** SHA-256 of what it held after; null where there was none. */
  readonly after: string | null;
}

/** Adds changes that were made. What a file held before the first of them stays. */
export function recordChanges(host: Host, root: string, changes: readonly FileChange[]): void {
  const entries = new Map(readEntries(host, root).map((entry) => [entry.file, entry]));
  for (const { file, before, after } of changes) {
    const earlier = entries.get(file);
    const first = earlier && earlier.after === digest(before) ? earlier.before : (before ?? null);
    entries.set(file, { file, before: first, after: digest(after) });
  }
  const target = path.join(root, name);
  host.fs.mkdirSync(path.dirname(target), { recursive: true });
  // Whatever comes to lie here is kept out of git, also when the lines in the project's own .gitignore are gone.
  host.fs.writeFileSync(path.join(root, ignore), '*\n');
  host.fs.writeFileSync(target, `${JSON.stringify([...entries.values()])}\n`);
}

/** Puts back what is still as `init` left it. */
export function restoreRecorded(host: Host, root: string, draft: Draft): void {
  for (const { file, before, after } of readEntries(host, root)) {
    if (digest(draft.read(file)) === after) draft.write(file, before ?? undefined);
  }
}

/** The audit log that may lie beside it stays, and stays ignored. */
export function forgetChanges(host: Host, root: string): void {
  host.fs.rmSync(path.join(root, name), { force: true });
  const folder = path.join(root, path.dirname(name));
  const left = host.fs.existsSync(folder) ? host.fs.readdirSync(folder) : [];
  if (left.every((each) => each === path.basename(ignore))) host.fs.rmSync(folder, { recursive: true, force: true });
}

function readEntries(host: Host, root: string): JournalEntry[] {
  try {
    return JSON.parse(host.fs.readFileSync(path.join(root, name), 'utf8')) as JournalEntry[];
  } catch {
    return [];
  }
}

function digest(text: string | undefined): string | null {
  return text === undefined ? null : createHash('sha256').update(text).digest('hex');
}
