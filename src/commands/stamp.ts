import { placeOf, stampWords, wordOf } from '../databases/stamp-text.ts';
import { given } from '../environment/judge-stamp.ts';
import { rememberPersonsWord } from '../environment/recollect.ts';
import { isStricter } from '../environment/strictest.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { recordStamping } from '../record/stamping.ts';
import { type Standing, standingOf } from '../target/stamp-standing.ts';
import { writeStamp } from '../target/write-stamp.ts';
import type { Stamp, Target } from '../types.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { confirmMilder } from './confirm-stamp.ts';
import { makeStamp } from './make-stamp.ts';
import { show } from './output.ts';
import { usage } from './parse-call.ts';
import { findPlace, needTarget, type Place } from './place.ts';
import { stampFacts, stampRecord } from './stamp-facts.ts';

export const command: Command = {
  name: 'stamp',
  summary: 'Write into the database itself what kind of place it is, or show that',
  usage: 'stamp [production|staging|development|disposable|none] [options]',
  notes: [
    'A stamp stays with the database, whoever comes to it from wherever, and Prisma does not see it. A stricter one is',
    'written at once; for a milder one, and for none, the name of the database has to be typed at a terminal.',
  ],
  options: { ...targetOptions, ...jsonOption },
  operands: 1,
  async run({ host, options, operands }) {
    const [word] = operands;
    const to = word === undefined || word === 'none' ? word : placeOf(word);
    if (word !== undefined && to === undefined)
      throw usage(command, `A database is ${stampWords.join(', ')}, or not stamped: none.`);
    const place = await findPlace(host, options);
    const target = needTarget(place, 'stamp-failed');
    if (to === undefined) return showStamp(host, target, options);
    return putStamp(host, { ...place, target }, to, options);
  },
};

type Options = Call['options'];

function showStamp(host: Host, target: Target, options: Options): number {
  const standing = standingOf(target);
  show(
    host,
    {
      sections: [{ facts: [['database', target.label], ...stampFacts(standing)], least: 12 }],
      records: [recordOf(target, standing)],
    },
    options.json === true,
  );
  if (standing.kind !== 'unread') return 0;
  throw new InterlockError('stamp-failed', {
    what: 'It is not known whether there is a stamp.',
    why: `${target.label}: ${standing.why.replace(/\.$/, '')}.`,
  });
}

async function putStamp(
  host: Host,
  place: Place & { readonly target: Target },
  to: Stamp['place'] | 'none',
  options: Options,
): Promise<number> {
  const { target, environment, actor } = place;
  const { look } = target;
  const obstacle = problemWith(target, to);
  if (look === undefined || obstacle)
    throw new InterlockError('stamp-failed', { why: `${target.label}: ${obstacle ?? 'it could not be looked at'}.` });
  const standing = standingOf(target);
  const now = standing.kind === 'own' || standing.kind === 'foreign' ? standing.stamp : undefined;
  if (to === 'none' && now === undefined && look.stamp === 'none') return showStamp(host, target, options);
  // Where nobody knows, production is a word that is no milder.
  const known = environment.name === 'unknown' ? 'production' : environment.name;
  const isMilder =
    to === 'none' || to === 'test' || isStricter(known, to) || (now !== undefined && isStricter(now.place, to));
  if (isMilder)
    await confirmMilder(host, actor, { target, from: now && given(now), environment: environment.name, to });
  const stamp = to === 'none' ? to : makeStamp(host, target, to);
  recordStamping(host, { target, from: look.stamp, to: stamp });
  await writeStamp(host, target, stamp);
  const problem =
    isMilder && to !== 'none' ? rememberPersonsWord(host, target, to, `A person stamped it ${wordOf(to)}.`) : undefined;
  if (problem !== undefined) print(host, note('no-memory', problem));
  const after = { ...target, look: { ...look, stamp } };
  return showStamp(host, after, options);
}

/** Why it cannot be stamped; undefined where it can. */
function problemWith({ look }: Target, to: Stamp['place'] | 'none'): string | undefined {
  if (look?.exists === false) return 'there is no such database yet';
  if (look?.exists !== true) return (look?.problem ?? 'it could not be looked at').replace(/\.$/, '');
  if (look.identity === undefined && (to === 'test' || to === 'development'))
    return 'its server does not say which one it is, so a mild stamp could not be told from that of a copy';
  return undefined;
}

function recordOf({ label }: Target, standing: Standing): object {
  return { target: label, ...stampRecord(standing) };
}
