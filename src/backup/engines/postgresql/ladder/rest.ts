/** What follows the rows: keys, indexes, filled views. What cannot be is replaced by what can, or left out by name. */
import type { Session } from '../../../../databases/postgresql/session.ts';
import type { Contents, Omission } from '../../contract.ts';
import { byPartition, keysBelow } from './by-partition.ts';
import type { Failures } from './copy.ts';
import { decisiveLine, isOfContents } from './judge.ts';
import type { Entry } from './toc.ts';
import { leaveViewOut } from './views.ts';
import { isKey, keyOmissions, type Made, readMade, standsFor } from './weaken.ts';

/** Kinds of entries whose making looks at rows. Whatever else fails is no matter of what the rows are. */
const lookAtRows = new Set(['CONSTRAINT', 'FK CONSTRAINT', 'CHECK CONSTRAINT', 'INDEX', 'MATERIALIZED VIEW DATA']);

interface Rest {
  readonly session: Session;
  readonly recorded: Contents;
  /** Every entry of the archive. */
  readonly entries: readonly Entry[];
}

/** `failed`: entries that were tried more than once. Throws where one of them is nothing that may be left out. */
export async function weakenRest(rest: Rest, failed: Failures): Promise<Omission[]> {
  const found = new Map<number, readonly Omission[]>();
  for (const entry of rest.entries) {
    if (!failed.has(entry.id)) continue;
    try {
      await rest.session.query(entry.definition);
    } catch (error) {
      if (!isOfContents(error)) throw error;
      const omissions = await settle(rest, entry, error, found);
      found.set(entry.id, omissions);
    }
  }
  return [...found.values()].flat();
}

async function settle(
  { session, recorded, entries }: Rest,
  entry: Entry,
  error: unknown,
  found: ReadonlyMap<number, readonly Omission[]>,
): Promise<readonly Omission[]> {
  const why = decisiveLine(error);
  const made = readMade(entry.definition);
  const hangsOn = causes(entry, entries, found);
  if (made?.kind === 'view' && hangsOn) return leaveViewOut(session, recorded, made, { why, hangsOn });
  if (lookAtRows.has(entry.kind) && made) {
    for (const { sql, omissions } of standsFor(entry.definition, why)) {
      if (!(await works(session, sql))) continue;
      const below = entry.kind === 'FK CONSTRAINT' ? await keysBelow(session, made, why) : [];
      return [...omissions, ...below, ...identityLost(entry, made, why)];
    }
    const parts = await byPartition(session, recorded, made, entry.definition, why);
    if (parts) return parts;
    return leftOut(entry, made, why, hangsOn);
  }
  if (hangsOn) return hanging(entry, why, hangsOn);
  throw error;
}

async function works(session: Session, sql: string): Promise<boolean> {
  try {
    await session.query(sql);
    return true;
  } catch (error) {
    if (isOfContents(error)) return false;
    throw error;
  }
}

function leftOut(entry: Entry, made: Made, why: string, hangsOn: readonly string[] | undefined): readonly Omission[] {
  const { kind, name } = made;
  const hangs = hangsOn && { hangsOn };
  if (kind === 'materialized view') return [{ kind, name, how: 'weaker', why: `it is empty: ${why}`, ...hangs }];
  const lost = identityLost(entry, made, why);
  if (isKey(entry.definition)) return [...keyOmissions(made, why, 'left-out'), ...lost];
  return [{ kind, name, how: 'left-out', why, ...hangs }, ...lost];
}

/** A table that was known by the rows of this very index to whoever replicates it. */
function identityLost({ definition }: Entry, { table }: Made, why: string): Omission[] {
  return / REPLICA IDENTITY USING INDEX /.test(definition) ? [{ kind: 'table', name: table, how: 'weaker', why }] : [];
}

/** What an entry says of something that is not there: a comment, or a part's place in the index of the whole. */
function hanging({ kind, definition }: Entry, why: string, hangsOn: readonly string[]): Omission[] {
  const comment = /^COMMENT ON (CONSTRAINT|INDEX) (.+?)(?: ON (.+?))? IS (?:E?'|NULL)/s.exec(definition);
  if (comment) {
    const [, of, name, table] = comment;
    const what = of === 'INDEX' ? `${name} (index)` : `${name} on ${table} (table constraint)`;
    return [{ kind: 'comment', name: what, how: 'left-out', why, hangsOn }];
  }
  const attached = /^ALTER INDEX (.+) ATTACH PARTITION /.exec(definition);
  if (attached) return [{ kind: 'index', name: attached[1] ?? '', how: 'weaker', why, hangsOn }];
  return [{ kind: kind.toLowerCase(), name: definition.split('\n')[0] ?? '', how: 'left-out', why, hangsOn }];
}

/** What was found of all that an entry needs, near or far, `constraint public.User.User_pkey`; undefined where nothing was. */
function causes(
  entry: Entry,
  entries: readonly Entry[],
  found: ReadonlyMap<number, readonly Omission[]>,
): readonly string[] | undefined {
  const byId = new Map(entries.map((one) => [one.id, one]));
  const seen = new Set<number>();
  const open = [...entry.needs];
  const names = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { kind, name } of found.get(id)?.slice(0, 1) ?? []) names.add(`${kind} ${name}`);
    open.push(...(byId.get(id)?.needs ?? []));
  }
  return names.size > 0 ? [...names] : undefined;
}
