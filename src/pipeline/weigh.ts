/** What SQL that is about to run would take away of what is in its database now. */
import { allCountsMs } from '../databases/holder.ts';
import type { Host } from '../host.ts';
import { readInOrder } from '../sql/in-order.ts';
import type { Loss, Place } from '../sql/loss.ts';
import { asHazard, readSet, type SetReading } from '../sql/set.ts';
import { type Inside, openInside } from '../target/inside.ts';
import type { AtStake, SqlFinding, SqlScript, Target } from '../types.ts';
import { describe, type Weighed } from './describe-loss.ts';
import { hazardsIn } from './hazards-in.ts';
import { columnNames, objectName } from './object-name.ts';
import { correctionsOf, editsOf, renamesIn } from './renames-in.ts';

/** Of more than these it is only estimated what they hold. */
const counted = 40;

/** Of more than these nothing but their rows is told. */
const described = 12;

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
    const { reading } = inside;
    const pending = await readInOrder(host, scripts, reading);
    const set = readSet(pending, reading);
    const begun = Number(host.now());
    const isLate = () => Number(host.now()) - begun > allCountsMs;
    const losses: Weighed[] = [];
    for (const loss of oncePerThing(set)) {
      const isHasty = losses.length >= counted || isLate();
      losses.push(await stakeOf(loss, isHasty, set, inside));
    }
    const left = losses.filter(({ isEmpty }) => !isEmpty);
    const stake: AtStake[] = [];
    for (const each of left) {
      const isTold = stake.length < described && !set.movesNames;
      stake.push(isTold && !isLate() ? await describe(each, inside, isLate) : each.stake);
    }
    const renames = await renamesIn(set, inside);
    const lost = left.map(({ loss }) => loss);
    const corrections = await correctionsOf(host, renames, { scripts, pending, set, reading, lost });
    const hazards = [...renames.tables.map(asHazard), ...set.hazards];
    return {
      risk: left.length > 0 ? set.risk : set.rest,
      stake: [...stake, ...set.unknown.map(unread)],
      hazards: hazardsIn(hazards, reading.dialect, (rename) =>
        rename.from.columns ? undefined : editsOf(rename, renames, pending, reading)?.flatMap(({ by }) => by),
      ),
      ...(corrections.length > 0 && { corrections }),
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
  return { loss, stake, isEmpty: isSure && rows === 0 && !isEstimate };
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
