import path from 'node:path';
import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import type { Actor, SqlCorrection } from '../types.ts';
import { diffText } from '../ui/diff-text.ts';
import { print } from '../ui/print.ts';
import { formatOf, write } from '../ui/write.ts';
import { askYes } from './ask.ts';
import { isSomebodyThere } from './terminal.ts';

/** Shows migrations as they would be with names in place of drops, and asks a person whether to write that. No is the default. */
export async function offerCorrection(
  host: Host,
  actor: Actor,
  corrections: readonly SqlCorrection[],
): Promise<boolean> {
  if (corrections.length === 0 || !isSomebodyThere(host, actor)) return false;
  const isOne = corrections.length === 1;
  print(host, {
    code: 'correction',
    level: 'ask',
    what: 'What goes and what comes may be the same under a new name. Then these lines keep what is in it.',
    facts: corrections.map(({ file }, at) => [at === 0 ? 'to be written' : '', shown(host, file)] as const),
    because: [
      'Prisma drops what has another name in the schema, and adds it anew and empty.',
      'If a database has run the migration already, answer no: Prisma refuses one that was changed after that.',
    ],
  });
  if (formatOf(host) === 'text') {
    const diffs = corrections.map(({ file, before, after }) => clean(diffText(shown(host, file), before, after)));
    write(host, `${diffs.join('')}\n`);
  }
  return askYes(host, `Is it the same, and shall ${isOne ? 'the migration' : 'the migrations'} be changed to keep it?`);
}

function shown({ cwd }: Host, file: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
