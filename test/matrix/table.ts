/** The results of one column as text that is read, kept and compared. */
import type { Fate } from './cell.ts';
import { habitNames } from './goes-on.ts';
import type { Evidence } from './project-files.ts';
import type { Result, StageName } from './results.ts';
import { wayNames } from './ways.ts';

type Destroyed = Extract<Result, { kind: 'destroy' }>;

const shown: Readonly<Record<Fate, string>> = { shim: 'shim', gate: 'gate', open: 'OPEN', absent: '·', broken: '!' };

export function renderColumn(title: string, results: readonly Result[]): string {
  const destroyed = results.filter((result): result is Destroyed => result.kind === 'destroy');
  const stages = results.flatMap((result) => (result.kind === 'entered' ? [result] : []));
  const used = wayNames.filter((way) => destroyed.some((result) => result.way === way));
  const rows = stages.map(({ state, ok }) => [
    `${state}${ok ? '' : ' (the command failed)'}`,
    ...used.map((way) => cell(destroyed.filter((result) => result.state === state && result.way === way))),
  ]);
  const lines = align([['', ...used], ...rows]);
  return `${[title, '', ...lines, '', ...sameLines(results), ...habitLines(results)].join('\n')}\n`;
}

/** Where the address alone was met otherwise than the variable, both are shown, the variable first. */
function cell(results: readonly Destroyed[]): string {
  const by = (evidence: Evidence) => results.find((result) => result.evidence === evidence)?.fate;
  const [variable, address] = [by('variable'), by('address')];
  if (variable === undefined) return '';
  return address === undefined || address === variable ? shown[variable] : `${shown[variable]}/${shown[address]}`;
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function sameLines(results: readonly Result[]): string[] {
  const checks = results.flatMap((result) => (result.kind === 'check' ? [result] : []));
  const stages = [...new Set(checks.map(({ state }) => state))];
  return stages.map((state: StageName) => {
    const other = checks.filter((result) => result.state === state && !result.same).map(({ way }) => way);
    return `validate, ${state}: ${other.length === 0 ? 'prints the same on every way' : `prints something else: ${other.join(', ')}`}`;
  });
}

function habitLines(results: readonly Result[]): string[] {
  const habits = results.flatMap((result) => (result.kind === 'habit' ? [result] : []));
  if (habits.length === 0) return [];
  const word = (name: string) => {
    const found = habits.find(({ habit }) => habit === name);
    if (found === undefined) return `${name} not tried`;
    if (!found.same) return `${name} CHANGED`;
    return found.said.startsWith('failed') ? `${name} (works neither way)` : name;
  };
  const left = habits.find(({ habit }) => habit === 'uninstall');
  const trip = left && `init, then uninstall: ${left.same ? 'git status is clean' : 'LEAVES SOMETHING'}`;
  return [`goes on: ${habitNames.map(word).join(', ')}`, ...(trip ? [trip] : [])];
}

/** How many cells came out as what, without those from before `init`. */
export function countFates(results: readonly Result[]): Record<Fate, number> {
  const counts = { shim: 0, gate: 0, open: 0, absent: 0, broken: 0 };
  for (const result of results) if (result.kind === 'destroy' && result.state !== 'before') counts[result.fate] += 1;
  return counts;
}

export const legend = [
  'shim, gate: stopped there · OPEN: reached the engine · a dot: there is no such way · !: neither stopped by us nor through',
  'a/b: known as production by a variable / by the address alone',
].join('\n');
