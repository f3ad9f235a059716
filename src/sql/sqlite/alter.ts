import { column, followed } from '../columns.ts';
import { asChange, changes, destroys, type Finding, object, together, unknown } from '../finding.ts';
import { Cursor, lower, type Token } from '../token.ts';
import { calls } from './functions.ts';
import type { State } from './state.ts';

/** ALTER TABLE (sqlite.org/lang_altertable.html). */
export function alter(tokens: readonly Token[], { catalogue }: State): Finding {
  const cursor = new Cursor(tokens, 1);
  if (!cursor.take('TABLE')) return unknown('ALTER of what is not a table');
  const path = catalogue.named(cursor.path());
  const action = cursor.takeOneOf('RENAME', 'ADD', 'DROP');
  if (action === undefined || path.length === 0) return unknown('ALTER TABLE of a kind that is not known');
  if (action === 'RENAME' && cursor.take('TO')) {
    const to = cursor.name();
    if (to === undefined || !cursor.isDone) return unknown('RENAME to what is not known');
    const isNew = catalogue.isFresh(path);
    catalogue.rename(path, [...path.slice(0, -1), to]);
    return renamed(object('table', path), to, isNew);
  }
  // `ADD column` alone is a column of that name.
  const follows = cursor.tokens[cursor.at + 1];
  if (
    cursor.is('COLUMN') &&
    follows !== undefined &&
    follows.kind !== 'mark' &&
    !(action === 'RENAME' && follows.key === 'TO')
  ) {
    cursor.at += 1;
  }
  if (action === 'ADD') return add(cursor.rest, path, catalogue);
  const name = cursor.name();
  if (name === undefined) return unknown('a column that could not be read');
  const target = object('table', path, [name]);
  const isNew = catalogue.isFreshColumn(path, name);
  const isComputed = catalogue.table(path)?.columns?.get(lower(name))?.isGenerated === true;
  if (action === 'DROP') {
    if (!cursor.isDone) return unknown('DROP of a kind that is not known');
    catalogue.write(path);
    catalogue.moveColumn(path, name);
    if (isComputed) return changes('alters', target);
    const gone = destroys('removes', target);
    return isNew ? asChange(gone) : gone;
  }
  const to = cursor.take('TO') ? cursor.name() : undefined;
  if (to === undefined || !cursor.isDone) return unknown('RENAME to what is not known');
  catalogue.write(path);
  catalogue.moveColumn(path, name, to);
  return renamed(target, to, isNew);
}

function renamed(target: ReturnType<typeof object>, to: string, isNew: boolean): Finding {
  const hazards = isNew ? [] : [{ id: 'RENAMES_IN_USE' as const, object: target }];
  return { risk: 'change', effects: [{ deed: 'renames', object: target, to: [to] }], hazards };
}

function add(item: readonly Token[], path: readonly string[], catalogue: State['catalogue']): Finding {
  const added = column(item, true);
  if (added === undefined) return unknown('ADD of a kind that is not known');
  catalogue.write(path);
  catalogue.addColumn(path, added);
  catalogue.follow(
    path,
    followed(item, (name) => catalogue.key(name)),
  );
  const target = object('table', path, [added.name]);
  const must = !added.isNullable && !added.hasDefault;
  return together(
    {
      risk: 'none',
      effects: [{ deed: 'adds', object: target, columnType: added.type }],
      hazards: must ? [{ id: 'NOT_NULL_WITHOUT_DEFAULT', object: target }] : [],
    },
    calls(item, true),
  );
}
