/** What SQL that is about to run would take away of what is in its database now. */
import { allCountsMs } from '../databases/holder.ts';
import type { Host } from '../host.ts';
import { readInOrder } from '../sql/in-order.ts';
import { type Loss, type Place, readSet, type SetReading } from '../sql/set.ts';
import { type Inside, openInside } from '../target/inside.ts';
import type { AtStake, SqlFinding, SqlScript, Target } from '../types.ts';
import { hazardsIn } from './hazards-in.ts';
import { columnNames, objectName } from './object-name.ts';

/** Of more than these it is only estimated what they hold. */
const counted = 40;

/**
 * `scripts`: in the order in which they would run. Undefined where nobody here reads SQL of that kind of database. Never throws:
 * what fails is `unknown`.
 */
export async function weigh(
  host: Host,
  target: Target,
  scripts: readonly SqlScript[],
): Promise<SqlFinding | undefined> {
  const inside = await openInside(host, target);
  if (inside === undefined) return undefined;
  try {
    const set = readSet(await readInOrder(host, scripts, inside.reading), inside.reading);
    const begun = Number(host.now());
    const losses: Weighed[] = [];
    for (const loss of oncePerThing(set)) {
      const isHasty = losses.length >= counted || Number(host.now()) - begun > allCountsMs;
      losses.push(await stakeOf(loss, isHasty, set, inside));
    }
    const isLost = losses.some(({ isEmpty }) => !isEmpty);
    return {
      risk: isLost ? set.risk : set.rest,
      stake: [...losses.filter(({ isEmpty }) => !isEmpty).map(({ stake }) => stake), ...set.unknown.map(unread)],
      hazards: hazardsIn(set, inside.reading.dialect),
    };
  } catch {
    return { risk: 'unknown', stake: [{ ...nowhere, what: 'the SQL', why: 'it could not be read' }], hazards: [] };
  } finally {
    await inside.close();
  }
}

const nowhere = { migration: undefined, line: 1, rows: undefined } as const;

/** A table that several statements empty is lost by the first. */
function oncePerThing({ losses }: SetReading): Loss[] {
  const seen = new Set<string>();
  return losses.filter(({ deed, object }) => {
    const key = JSON.stringify([deed, object]);
    return !seen.has(key) && seen.add(key);
  });
}

interface Weighed {
  readonly stake: AtStake;
  /** By an exact count. */
  readonly isEmpty: boolean;
}

async function stakeOf(loss: Loss, isHasty: boolean, set: SetReading, inside: Inside): Promise<Weighed> {
  const { deed, object, cascades } = loss;
  const isWritten = deed === 'removes rows' || deed === 'overwrites';
  // What hangs on it is not counted; where names lead elsewhere on the way, another table is meant.
  const isSure = object.type === 'table' && !set.movesNames && !(cascades && isWritten);
  const { rows, isEstimate } =
    object.type === 'table' && !set.movesNames
      ? await inside.count({ name: object.name, columns: object.columns, isWritten, isHasty })
      : { rows: undefined, isEstimate: undefined };
  const stake: AtStake = { ...placeOf(loss), what: nameOf(loss), rows, ...(isEstimate && { isEstimate }) };
  return { stake, isEmpty: isSure && rows === 0 && !isEstimate };
}

function unread(place: Place): AtStake {
  const why = place.statement.why ?? 'nobody can tell what it does';
  return { ...placeOf(place), what: firstWords(place.statement.text), rows: undefined, why };
}

function placeOf({ migration, statement: { line } }: Place) {
  return { migration, line };
}

function nameOf({ deed, object }: Loss): string {
  if (deed === 'removes rows') return `rows of ${object.name.join('.')}`;
  return deed === 'overwrites' || deed === 'narrows' ? `values of ${columnNames(object)}` : objectName(object);
}

function firstWords(text: string): string {
  const words = text.replace(/\s+/g, ' ').trim();
  return words.length > 60 ? `${words.slice(0, 57)}…` : words;
}
