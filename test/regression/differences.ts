import type { Description } from '../support/describe-postgres.ts';

export interface Finding {
  readonly name: string;
  /** Why PostgreSQL itself brings this back otherwise; undefined where nothing explains it. */
  readonly reason: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * One by one. The first reason is what PostgreSQL's own test of dump and restore passes over as well
 * (src/test/perl/PostgreSQL/Test/AdjustDump.pm); rows are compared here by the names of their columns, and it leaves those tables out.
 */
export function findAll(before: Description, after: Description): Finding[] {
  const entries = compare(before.entries, after.entries, (header, was, is) => {
    if (/; Type: (ACL|DEFAULT ACL);/.test(header) && sameLines(was, is)) return 'none';
    if (/\nINHERITS \(/.test(was) && sameLines(was, is))
      return 'columns of a table that inherits stand as its parents have them';
    return undefined;
  });
  const contents = compare(before.contents, after.contents, (label, _, is) => {
    const view = label.replace(/^materialized view /, '');
    return view !== label && before.fresh.get(view) === is ? 'a stale materialized view is filled anew' : undefined;
  });
  return [...entries, ...contents].filter(({ reason }) => reason !== 'none');
}

function compare(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  explain: (name: string, was: string, is: string) => string | undefined,
): Finding[] {
  const findings: Finding[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) continue;
    const reason = was !== undefined && is !== undefined ? explain(name, was, is) : undefined;
    findings.push({ name, reason, before: was, after: is });
  }
  return findings;
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replace(/,$/, ''))
    .sort()
    .join('\n');
const sameLines = (was: string, is: string) => lines(was) === lines(is);
