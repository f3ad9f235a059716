import type { FileChange } from '../draft.ts';
import { addMember, memberNames, readAt, removeMember } from '../json-text.ts';
import { edit, inFolder, type SetupLayer } from './layer.ts';

const scripts: readonly (readonly [name: string, words: string])[] = [
  ['db:backup', 'prisma-interlock backup'],
  ['db:migrate', 'prisma migrate dev'],
  ['db:restore', 'prisma-interlock restore'],
  ['db:studio', 'prisma studio'],
];

/** Short names for what is safe. One that the project has already is the project's. */
export const databaseScripts: SetupLayer = {
  apply({ homes }, draft) {
    for (const { folder } of homes) {
      for (const [name, words] of scripts) {
        edit(draft, inFolder(folder, 'package.json'), (text) =>
          readAt(text, ['scripts', name]) === undefined ? addMember(text, ['scripts'], name, words) : text,
        );
      }
    }
  },
  revert({ folders }, draft) {
    for (const folder of folders) {
      edit(draft, inFolder(folder, 'package.json'), (text) =>
        ours(text).reduceRight((rest, name) => removeMember(rest, ['scripts'], name), text),
      );
    }
  },
};

/** What `apply` has added, each with its words: `db:backup`, `prisma-interlock backup`. */
export function addedScripts(changes: readonly FileChange[]): (readonly [name: string, words: string])[] {
  const has = (text: string | undefined, name: string) =>
    text !== undefined && readAt(text, ['scripts', name]) !== undefined;
  return scripts.filter(([name]) =>
    changes.some(
      ({ file, before, after }) => /(?:^|\/)package\.json$/.test(file) && !has(before, name) && has(after, name),
    ),
  );
}

/** Those that stand one behind the other in our order: a `db:studio` that was there before stands in front of them. */
function ours(text: string): string[] {
  const names = memberNames(text, ['scripts']);
  const isOurs = (name: string | undefined) =>
    scripts.some(([own, words]) => own === name && readAt(text, ['scripts', own]) === words);
  const start = names.findIndex((name) => isOurs(name) && scriptsOnlyOurs.includes(name));
  if (start < 0) return [];
  let [first, last] = [start, start];
  while (isOurs(names[first - 1]) && position(names[first - 1]) < position(names[first])) first -= 1;
  while (isOurs(names[last + 1]) && position(names[last + 1]) > position(names[last])) last += 1;
  return names.slice(first, last + 1);
}

const position = (name: string | undefined): number => scripts.findIndex(([own]) => own === name);

/** Nobody else has these words. */
const scriptsOnlyOurs = ['db:backup', 'db:restore'];
