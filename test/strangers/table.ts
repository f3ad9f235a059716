/** What came out, in Markdown and in a sentence. */
import type { Result } from './round.ts';

/** By the database's name, then by the server's label. */
export type Results = ReadonlyMap<string, ReadonlyMap<string, Result>>;

/** What a server would not load is no fault of ours. What a restore lacks is none where it was named before, one by one. */
export function isGood({ outcome, omissions }: Result): boolean {
  return outcome === 'exact' || isUnloaded({ outcome }) || (outcome === 'differs' && omissions.length > 0);
}

const isUnloaded = ({ outcome }: Pick<Result, 'outcome'>) => outcome.startsWith('not loaded');

export function describe(result: Result | undefined): string {
  if (result === undefined) return '';
  const { outcome, omissions, refused } = result;
  const number = refused.length;
  const some = number === 0 ? [] : [`${number} ${number === 1 ? 'statement' : 'statements'} refused at loading`];
  const words = [outcome, ...omissions, ...(isUnloaded(result) ? [] : some)].join('; ');
  return words.replaceAll('\n', ' ').slice(0, 300).replaceAll('|', '\\|');
}

export function markdown(labels: readonly string[], results: Results): string {
  const lines = [
    `| database | tables | rows | ${labels.join(' | ')} |`,
    `|---|---|---|${labels.map(() => '---|').join('')}`,
  ];
  for (const [name, row] of results) {
    const fullest = [...row.values()].reduce((a, b) => (b.rows > a.rows || b.tables > a.tables ? b : a));
    const cells = labels.map((label) => describe(row.get(label)));
    lines.push(`| ${name} | ${fullest.tables} | ${fullest.rows} | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

/** Good only where nothing failed and something came back. */
export function summarize(results: Results): { readonly text: string; readonly isGood: boolean } {
  const all = [...results.values()].flatMap((row) => [...row.values()]);
  const count = (is: (result: Result) => boolean) => all.filter(is).length;
  const exact = count(({ outcome }) => outcome === 'exact');
  const unloaded = count(isUnloaded);
  const bad = count((result) => !isGood(result));
  const named = all.length - exact - unloaded - bad;
  const parts = [
    `${exact} of ${all.length} came back exactly`,
    `${named} all but what was named before`,
    `${unloaded} could not be loaded`,
    `${bad} failed`,
  ];
  return { text: parts.join(', '), isGood: bad === 0 && exact + named > 0 };
}
