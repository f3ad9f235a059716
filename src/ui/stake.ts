import type { AtStake, Judgement } from '../types.ts';
import { formatBytes } from './units.ts';

type Fact = readonly [name: string, value: string];

/** So many are shown to people; of the rest it is said how many there are. */
const shown = 12;

/** What the SQL would take away, and what of it nobody can tell, a line each. */
export function stakeFacts({ stake = [], hazards = [] }: Pick<Judgement, 'stake' | 'hazards'>): Fact[] {
  const losses = stake.filter(({ why }) => why === undefined).map(lossOf);
  const unread = stake.filter(({ why }) => why !== undefined).map((each) => `${placed(each)}: ${each.why}`);
  const seen = hazards.map((each) => `${each.id}: ${placed(each)}. ${each.effect}`);
  const along = stake.flatMap((each) => (each.along ?? []).map((other) => alongOf(other, each.what)));
  const unheld = stake.flatMap(({ what, unheld: why }) => (why === undefined ? [] : `${what}: ${why}`));
  return [
    ...listed('takes away', losses),
    ...listed('goes along', along),
    ...listed('in no backup', unheld),
    ...listed('not known', unread),
    ...listed('hazard', seen),
  ];
}

/** How the same is reached without what was seen, each once. */
export function rewritesOf({ hazards = [] }: Pick<Judgement, 'hazards'>): string[] {
  return [...new Set(hazards.flatMap(({ id, rewrite }) => (rewrite === undefined ? [] : [`${id}: ${rewrite}`])))];
}

function listed(name: string, lines: readonly string[]): Fact[] {
  const more = lines.length > shown ? [`and ${lines.length - shown} more`] : [];
  return [...lines.slice(0, shown), ...more].map((line, at) => [at === 0 ? name : '', line]);
}

type Counted = Pick<AtStake, 'rows' | 'isEstimate'>;

const numberOf = ({ rows = 0, isEstimate }: Counted) =>
  `${isEstimate ? 'about ' : ''}${new Intl.NumberFormat('en').format(rows)} ${rows === 1 ? 'row' : 'rows'}`;

function alongOf(other: Counted & Pick<AtStake, 'what'>, than: string): string {
  const most = other.rows === undefined ? 'nobody could count how many' : `${numberOf(other)} at most`;
  return `${other.what}: ${most}, by their foreign keys to ${than.replace(/^(?:table|rows of) /, '')}`;
}

function lossOf(each: AtStake): string {
  const { bytes, newest } = each;
  const size = bytes === undefined ? '' : `, ${formatBytes(bytes)} on the disk`;
  return `${countOf(each)}${size}${newest === undefined ? '' : `, the newest with ${newest}`}`;
}

function countOf(each: AtStake): string {
  const { rows, what } = each;
  if (rows === undefined) return `${placed(each)}: nobody could count what is in it`;
  const number = numberOf(each);
  if (what.startsWith('column ')) return `${placed(each)}: ${number} with a value there`;
  return /^(?:rows|values) of /.test(what) ? `${placed(each)}: of ${number}` : `${placed(each)}: ${number}`;
}

function placed({ what, migration, line }: Pick<AtStake, 'what' | 'migration' | 'line'>): string {
  const where = [...(migration === undefined ? [] : [migration]), ...(line === undefined ? [] : [`line ${line}`])];
  return where.length === 0 ? what : `${what} (${where.join(', ')})`;
}
