import type { Loss } from '../sql/loss.ts';
import type { Inside } from '../target/inside.ts';
import type { AtStake } from '../types.ts';

export interface Weighed {
  readonly loss: Loss;
  readonly stake: AtStake;
  /** By an exact count. */
  readonly isEmpty: boolean;
}

/** With how large it is, how fresh, what goes with it and what no backup holds, as far as time allows. */
export async function describe({ loss, stake }: Weighed, inside: Inside, isLate: () => boolean): Promise<AtStake> {
  const { deed, object, cascades } = loss;
  const isRows = deed === 'removes rows' || deed === 'removes';
  if (object.type !== 'table' || object.columns || !isRows) return stake;
  const { bytes, along: tables, unheld } = await inside.facts(object.name, { deed, cascades });
  const rows = stake.isEstimate ? undefined : stake.rows;
  const newest = isLate() ? undefined : await inside.newest(object.name, rows);
  const along: Pick<AtStake, 'what' | 'rows' | 'isEstimate'>[] = [];
  for (const name of tables) {
    const counted = await inside.count({ name, columns: undefined, isWritten: false, isHasty: isLate() });
    if (counted.rows !== 0 || counted.isEstimate) along.push({ what: `rows of ${name.join('.')}`, ...counted });
  }
  return { ...stake, bytes, newest, ...(along.length > 0 && { along }), unheld };
}
