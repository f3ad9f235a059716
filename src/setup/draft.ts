import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';

export interface FileChange {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  /** Undefined where there is no such file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Files of a project as they would be: nothing is written before `changes` are applied. */
export interface Draft {
  read(file: string): string | undefined;
  write(file: string, text: string | undefined): void;
  /** Something that a person has to know or do besides. */
  note(text: string): void;
  changes(): FileChange[];
  readonly notes: readonly string[];
}

export function openDraft(host: Host, root: string): Draft {
  const before = new Map<string, string | undefined>();
  const after = new Map<string, string | undefined>();
  const notes: string[] = [];
  const read = (file: string): string | undefined => {
    if (after.has(file)) return after.get(file);
    if (!before.has(file)) before.set(file, readExact(host, path.join(root, file)));
    return before.get(file);
  };
  return {
    read,
    write(file, text) {
      read(file);
      after.set(file, text);
    },
    note: (text) => void (notes.includes(text) || notes.push(text)),
    changes: () =>
      [...after]
        .map(([file, text]) => ({ file, before: before.get(file), after: text }))
        .filter((change) => change.before !== change.after),
    notes,
  };
}

/** A file that is not UTF-8 cannot be written again as it was. */
function readExact(host: Host, file: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = host.fs.readFileSync(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  throw new InterlockError('setup-failed', { why: `${file} is not UTF-8, so it is left alone.` });
}

/** Writes all of them, or none: what was done is taken back where one fails. */
export function applyChanges(host: Host, root: string, changes: readonly FileChange[]): void {
  const done: FileChange[] = [];
  try {
    for (const change of changes) {
      done.unshift(change);
      writeState(host, path.join(root, change.file), change.after);
    }
  } catch (cause) {
    for (const { file, before } of done) writeState(host, path.join(root, file), before);
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new InterlockError('setup-failed', {
      why: `${done[0]?.file} cannot be written (${code ?? message}).`,
      cause,
    });
  }
}

/** Removes the folders that a removed file leaves empty, as git does. */
function writeState(host: Host, file: string, text: string | undefined): void {
  if (text !== undefined) {
    host.fs.mkdirSync(path.dirname(file), { recursive: true });
    host.fs.writeFileSync(file, text);
    return;
  }
  host.fs.rmSync(file, { force: true });
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      host.fs.rmdirSync(folder);
    } catch {
      return;
    }
  }
}
