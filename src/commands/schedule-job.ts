/** What is run every day, and from where: the same for every kind of schedule. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import { stableFolder } from '../project/stable-folder.ts';
import type { Call, Command } from './command.ts';
import { usage } from './parse-call.ts';

export interface Job {
  /** Absolute. */
  readonly root: string;
  /** Unlike that of every other project: `prisma-interlock-shop-3fa2c1`. */
  readonly name: string;
  readonly hour: number;
  readonly minute: number;
  /** Programs are looked for here: a service has no login shell. */
  readonly searchPath: string;
  /** The two command lines, each as words; the second is run where the first ended with 0. */
  readonly backup: readonly string[];
  readonly check: readonly string[];
  /** The options that tell both which database is meant. */
  readonly target: readonly string[];
}

/** A backup, and then the question whether the repository has what it should. Throws `usage`. */
export function planJob(host: Host, command: Command, options: Call['options']): Job {
  const root = findProjectRoot(host);
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(String(options.at ?? '03:17')) ?? [];
  if (hour === undefined || minute === undefined) throw usage(command, 'The time of day is like 03:17.');
  const program = path.join(stableFolder(host), 'bin', 'prisma-interlock.js');
  const target = ['schema', 'config'].flatMap((name) => {
    const value = options[name];
    return typeof value === 'string' ? [`--${name}`, value] : [];
  });
  const words = [root, host.node, program, ...target];
  for (const word of words) needPlain(word);
  return {
    root,
    name: `prisma-interlock-${slug(path.basename(root))}${shortHash(root)}`,
    hour: Number(hour),
    minute: Number(minute),
    searchPath: [...new Set([path.dirname(host.node), '/usr/local/bin', '/usr/bin', '/bin'])].join(':'),
    backup: [host.node, program, 'backup', '--scheduled', ...target],
    check: [host.node, program, 'status', '--check', ...target],
    target,
  };
}

/** Neither a unit file nor a crontab can hold a line's end in a path, nor one at which a line would go on. */
function needPlain(word: string): void {
  if (!/\p{Cc}|[\s\\]$/u.test(word)) return;
  throw new InterlockError('usage', {
    what: 'No schedule was made.',
    why: `A path has a control character, or ends in a blank or a backslash: ${JSON.stringify(word)}.`,
    next: ['Move the project to a folder with another name.'],
  });
}

function slug(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return words === '' ? '' : `${words}-`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
