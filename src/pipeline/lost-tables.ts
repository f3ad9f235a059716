/** What must still be in a database when SQL that was seen has run there, by what was in it before. Pure. */
import type { Fault } from '../databases/afterwards.ts';
import type { Held } from '../types.ts';
import type { Passed } from './run.ts';

/** All that a run has sent to a database. */
export interface Sent {
  readonly sql: string;
  /** It takes something away, or nobody can tell. */
  readonly removes: boolean;
}

/** They run no SQL of anybody's on what is there. */
const harmless = ['createMigration', 'markMigrationApplied', 'markMigrationRolledBack', 'createDatabase'];

/** Undefined where a call was among them of which nobody has seen what it would run. */
export function sentBy(passed: readonly Passed[]): Sent | undefined {
  const sights = passed.filter(({ method }) => !harmless.includes(method)).map(({ sight }) => sight);
  if (sights.length === 0) return undefined;
  const scripts = sights.map((sight) => (sight?.foresight.changes === false ? [] : sight?.foresight.scripts));
  if (scripts.includes(undefined)) return undefined;
  const isSafe = (sight: Passed['sight']) =>
    sight?.finding !== undefined && sight.finding.risk !== 'destroy' && sight.finding.risk !== 'unknown';
  return {
    sql: scripts.flatMap((each) => (each ?? []).map(({ sql }) => sql)).join('\n'),
    removes: !sights.every((sight) => sight?.foresight.changes === false || isSafe(sight)),
  };
}

/** The tables that had rows, by whether the SQL names them; that of Prisma's own history is none. Of a whole schema that goes nothing is asked. */
export function tablesToAsk(held: Held, { sql }: Sent): { readonly had: string[]; readonly touched: string[] } {
  const tables = held.tables.filter(({ name }) => bareName(name) !== '_prisma_migrations').map(({ name }) => name);
  const namesTable = namer(sql);
  const isNamed = (name: string) => namesTable(bareName(name)) || isPartOf(held, name, namesTable);
  const touched = tables.filter(isNamed);
  if (/\bdrop\s+(?:schema|database|owned)\b/i.test(sql)) return { had: [], touched };
  const filled = new Set(held.tables.filter(({ rows }) => rows > 0).map(({ name }) => name));
  return { had: tables.filter((name) => filled.has(name) && !touched.includes(name)), touched };
}

/** So many rows do not go by themselves while a command runs, as those of a queue or of sessions may. */
const many = 1000;

/**
 * What the SQL took along without naming it, a line each. An empty table counts where its rows hang on those that the SQL
 * removes, or where there were more than others have taken away in that time.
 */
export function lossesIn(
  held: Held,
  sent: Sent,
  { gone, empty }: { readonly gone: readonly string[]; readonly empty: readonly string[] },
): string[] {
  const rowsOf = (name: string) => held.tables.find((table) => table.name === name)?.rows ?? 0;
  const hanging = sent.removes ? hangingOn(held, tablesToAsk(held, sent).touched) : new Set<string>();
  const tell = (name: string, is: string) =>
    `table ${name} ${is}: it had ${counted(rowsOf(name), 'row')}, and what has run does not name it`;
  return [
    ...gone.map((name) => tell(name, 'is gone')),
    ...empty
      .filter((name) => rowsOf(name) >= many || hanging.has(bareName(name)))
      .map((name) => tell(name, 'is empty now')),
  ];
}

/**
 * What the server finds wrong and did not before, a line each. `then`: the foreign keys that led nowhere before; undefined where
 * nobody knows.
 */
export function newFaults(
  held: Held,
  sent: Sent | undefined,
  faults: readonly Fault[],
  then: readonly Fault[] | undefined,
): string[] {
  const isNamed = namer(sent?.sql ?? '');
  const isAsked = sent === undefined || /\bnot\s+(?:valid|enforced)\b/i.test(sent.sql);
  const before = (kind: string, name: string) => held.objects.find((each) => each.kind === kind && each.name === name);
  const isNew = ({ kind, name, rows = 0 }: Fault): boolean => {
    if (kind === 'damage') return true;
    if (kind === 'foreign key') return then !== undefined && rows > (then.find((was) => was.name === name)?.rows ?? 0);
    // What the SQL itself leaves for later is none.
    if (kind === 'constraint') return !isAsked && !/\bNOT (?:VALID|ENFORCED)\b/.test(before(kind, name)?.detail ?? '');
    // A backup tells of those that are valid alone.
    return before(kind, name) !== undefined || isNamed(bareName(name));
  };
  return faults.filter(isNew).map(({ kind, name, says }) => `${kind === 'damage' ? '' : `${kind} `}${name} ${says}`);
}

/** As tables are named, where objects are quoted: of `public."User"."User_pkey"` it is `public.User.User_pkey`. */
function plainName(name: string): string {
  return name.replaceAll(/"((?:[^"]|"")*)"/g, (_, inner: string) => inner.replaceAll('""', '"'));
}

/** Of `public.User` and `public."User"`: User. */
function bareName(name: string): string {
  const last = /(?:^|\.)("(?:[^"]|"")+"|[^."]+)$/.exec(name)?.[1] ?? name;
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}

/** Whether a text has a name as a word of its own, however it is quoted, and in whichever case. */
function namer(text: string): (name: string) => boolean {
  const lower = text.toLowerCase();
  return (name) => {
    // One that is spelled otherwise in a text than by itself.
    if (/["'`\\\]]/.test(name)) return true;
    const word = name.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`(?<![\\p{L}\\p{N}_$])${word}(?![\\p{L}\\p{N}_$])`, 'u').test(lower);
  };
}

/** A partition, or what inherits: the definition of such a table names its parent in front of its columns. And what SQLite keeps a virtual table in. */
function isPartOf(held: Held, name: string, isNamed: (name: string) => boolean): boolean {
  const isKept = held.objects.some(
    (each) =>
      name.startsWith(`${each.name}_`) && /^create\s+virtual\s+table\b/i.test(each.detail) && isNamed(each.name),
  );
  if (isKept) return true;
  const detail = held.objects.find((each) => /table$/.test(each.kind) && plainName(each.name) === name)?.detail ?? '';
  if (!detail.endsWith(')')) return false;
  const head = namer(beforeLastParenthesis(detail));
  return held.tables.some(
    (table) => table.name !== name && isNamed(bareName(table.name)) && head(bareName(table.name)),
  );
}

function beforeLastParenthesis(text: string): string {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ')') depth += 1;
    else if (text[at] === '(' && --depth === 0) return text.slice(0, at);
  }
  return '';
}

/** By their bare names: tables with a foreign key to one of these, or to one that hangs on them. */
function hangingOn(held: Held, tables: readonly string[]): Set<string> {
  const references = held.tables.map(({ name }) => {
    const texts = held.objects.filter((each) => `${plainName(each.name)}.`.startsWith(`${name}.`));
    const found = texts.flatMap(({ detail }) => [...detail.matchAll(/\bREFERENCES\s+((?:"[^"]+"|`[^`]+`|[\w$.])+)/gi)]);
    return { name: bareName(name), to: found.map(([, to = '']) => bareName(to.replaceAll('`', '"')).toLowerCase()) };
  });
  const reached = new Set(tables.map((name) => bareName(name).toLowerCase()));
  const hanging = new Set<string>();
  for (let isMore = true; isMore; ) {
    const more = references.filter(({ name, to }) => !hanging.has(name) && to.some((each) => reached.has(each)));
    for (const { name } of more) {
      hanging.add(name);
      reached.add(name.toLowerCase());
    }
    isMore = more.length > 0;
  }
  return hanging;
}

function counted(number: number, noun: string): string {
  return `${new Intl.NumberFormat('en').format(number)} ${noun}${number === 1 ? '' : 's'}`;
}
