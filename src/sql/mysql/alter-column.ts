/** What ALTER TABLE does to one column: ADD, DROP, MODIFY, CHANGE and RENAME of it. */
import { column, columnsOf, type Defined, followed } from '../columns.ts';
import { asChange, changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { type Cursor, lower, splitAt, type Token } from '../token.ts';
import { renamed } from './define.ts';
import type { State } from './state.ts';
import { isText, survives } from './types.ts';

/** `ADD [COLUMN] a INT …`, `ADD (a INT, b INT)`. */
export function addColumns(cursor: Cursor, path: readonly string[], { catalogue }: State): Finding {
  cursor.take('COLUMN');
  cursor.take('IF', 'NOT', 'EXISTS');
  const perhaps = cursor.tokens.some(({ key }) => key === 'EXISTS');
  catalogue.follow(
    path,
    followed(cursor.rest, (name) => catalogue.key(name)),
  );
  const group = cursor.group();
  const added = group ? [...columnsOf(splitAt(group, ','), true).values()] : [column(cursor.rest, true)];
  return together(...added.map((each) => (each === undefined ? unknown('ADD of what could not be read') : one(each))));

  function one(each: Defined): Finding {
    const own = object('table', path, [each.name]);
    if (!perhaps) catalogue.addColumn(path, each);
    const must = !each.isNullable && !each.hasDefault;
    const hazards = [
      ...(must ? [{ id: 'NOT_NULL_WITHOUT_DEFAULT' as const, object: own }] : []),
      ...(each.isKey ? [{ id: 'ADDS_CONSTRAINT_TO_DATA' as const, object: own }] : []),
    ];
    return {
      risk: 'none',
      effects: [{ deed: 'adds', object: own, columnType: each.type, ...(perhaps && { perhaps }) }],
      hazards,
    };
  }
}

/** `DROP [COLUMN] [IF EXISTS] a`. */
export function dropColumn(cursor: Cursor, path: readonly string[], { catalogue }: State): Finding {
  // A word alone is a column of that name.
  if (cursor.tokens.length > cursor.at + 1) cursor.take('COLUMN');
  cursor.take('IF', 'EXISTS');
  const name = cursor.name();
  if (name === undefined) return unknown('DROP of what could not be read');
  const target = object('table', path, [name]);
  const gone = destroys('removes', target);
  const old = catalogue.table(path)?.columns?.get(lower(name));
  const isNew = catalogue.isFreshColumn(path, name);
  catalogue.moveColumn(path, name);
  if (old?.isGenerated) return changes('alters', target);
  return isNew ? asChange(gone) : gone;
}

/** MODIFY [COLUMN] definition; CHANGE [COLUMN] old definition. */
export function modifyColumn(cursor: Cursor, path: readonly string[], state: State, isChange: boolean): Finding {
  const { catalogue } = state;
  cursor.take('COLUMN');
  cursor.take('IF', 'EXISTS');
  const from = isChange ? cursor.name() : cursor.next?.value;
  const now = column(cursor.rest, false);
  if (from === undefined || now === undefined) return unknown('a column that could not be read');
  const target = object('table', path, [from]);
  const known = catalogue.likely(path)?.columns?.get(lower(from));
  const isNew = catalogue.isFreshColumn(path, from);
  const type = known?.type ?? state.typeOf?.(path, from);
  const result = isNew ? harmless : changed(type, known?.isNullable ?? true, now, target, state.isStrict === true);
  catalogue.moveColumn(path, from);
  catalogue.addColumn(path, { ...now, isFresh: isNew });
  const move = now.name === from ? harmless : renamed(target, [now.name], isNew);
  return together(changes('alters', target), result, move);
}

function changed(
  type: string | undefined,
  wasNullable: boolean,
  now: Defined,
  target: ReturnType<typeof object>,
  isStrict: boolean,
): Finding {
  if (now.isGenerated) return destroys('overwrites', target);
  const set = setOf(now.attributes);
  // Without one it is the table's, which nobody knows; in strict mode what it does not hold is refused.
  const isHeld = set === undefined ? isStrict || !isText(now.type) : set.startsWith('utf8mb4');
  const becomes = type === undefined || !isHeld ? 'cut' : survives(type, now.type);
  if (becomes === 'cut' || (becomes === 'refused' && !isStrict)) return destroys('narrows', target);
  // NULL becomes 0 or an empty text where nothing refuses it.
  if (wasNullable && !now.isNullable && !isStrict) return destroys('narrows', target);
  const hazards = [
    ...(becomes === 'refused' ? [{ id: 'NARROWS_TYPE' as const, object: target }] : []),
    ...(wasNullable && !now.isNullable ? [{ id: 'ADDS_CONSTRAINT_TO_DATA' as const, object: target }] : []),
    ...(type === now.type ? [] : [{ id: 'REWRITES_TABLE' as const, object: target }]),
  ];
  return { ...harmless, hazards };
}

/** The character set that a column is given, or the one of its collation. */
function setOf(attributes: readonly Token[]): string | undefined {
  const after = (...keys: string[]) => {
    const at = attributes.findIndex((_, index) => keys.every((key, next) => attributes[index + next]?.key === key));
    return at < 0 ? undefined : attributes[at + keys.length]?.value.toLowerCase();
  };
  const short = attributes.find(({ key }) => key === 'ASCII' || key === 'UNICODE');
  return after('CHARSET') ?? after('CHARACTER', 'SET') ?? after('COLLATE') ?? short?.value.toLowerCase();
}

/** `RENAME COLUMN a TO b`. */
export function renameColumn(cursor: Cursor, path: readonly string[], { catalogue }: State): Finding {
  cursor.take('IF', 'EXISTS');
  const from = cursor.name();
  const to = cursor.take('TO') ? cursor.name() : undefined;
  if (from === undefined || to === undefined) return unknown('RENAME of what could not be read');
  const isNew = catalogue.isFreshColumn(path, from);
  catalogue.moveColumn(path, from, to);
  return renamed(object('table', path, [from]), [to], isNew);
}
