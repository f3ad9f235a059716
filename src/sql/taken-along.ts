/** What foreign keys do to rows of other tables, by themselves. */
import type { Catalogue } from './catalogue.ts';
import { destroys, type Finding, harmless, object, together } from './finding.ts';
import type { Follow } from './tables.ts';

interface What {
  /** Of an UPDATE: what it writes. Undefined: anything. */
  readonly columns?: readonly string[] | undefined;
  /** What goes so sets off triggers: on SQLite, not on MySQL. */
  readonly fires: boolean;
}

/** Rows of `name` go, or get other values: so may those that refer to them, and those that refer to these. */
export function takenAlong(
  catalogue: Catalogue,
  on: Follow['on'],
  name: readonly string[],
  { columns, fires }: What,
  seen: ReadonlySet<string> = new Set(),
): Finding {
  const deeper = new Set([...seen, catalogue.key(name)]);
  const followers = catalogue.followers(name, on, columns).filter((each) => !deeper.has(catalogue.key(each.name)));
  return together(
    ...followers.map((each) => {
      const own = each.isFresh ? harmless : destroys('removes rows', object('table', each.name));
      const next = (['DELETE', 'UPDATE'] as const).map((event) =>
        together(
          takenAlong(catalogue, event, each.name, { fires }, deeper),
          fires ? catalogue.fires(event, each.name) : harmless,
        ),
      );
      return together(own, ...next);
    }),
  );
}
