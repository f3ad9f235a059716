/** Which of what is remembered speaks of a database, and what of that counts. Pure. */
import { maybeSame, sameAddress, sameDatabase, sameServerIdentity, surelySame } from '../target/identity.ts';
import type { TargetIdentity } from '../types.ts';
import { isMilder, type Known, type Remembrance, type Seen, stricterOf, type Word } from './entry.ts';

export interface Recalled {
  /** The strictest word that counts. */
  readonly word: Word;
  /** Where it was said. */
  readonly entry: Known;
  /** It was said of the same database at another place, or of another one at this place. */
  readonly isOther: boolean;
  /** The strictest that this database at this place has ever been. */
  readonly strictest: Word;
}

/**
 * A stricter word travels: by what the server says, and by the address. What a person said of exactly this database at this
 * place goes before all that was said until then, and stays there. Undefined where nothing is remembered.
 */
export function recall(entries: readonly Known[], identity: TargetIdentity): Recalled | undefined {
  const reaching = entries.filter((entry) => maybeSame(entry.identity, identity));
  const own = reaching.filter((entry) => isOfPair(entry, identity));
  const since = allowedSince(own);
  const counting = reaching.filter((entry) => since === '' || entry.allowed === since || entry.at > since);
  const isElsewhere = (entry: Known) => !own.includes(entry) && !sameAddress(entry.identity, identity);
  const wordOf = (entry: Known) => (isElsewhere(entry) ? entry.strictest : entry.word);
  const [first, ...others] = counting;
  if (first === undefined) return undefined;
  const entry = others.reduce((one, other) => (isMilder(wordOf(one), wordOf(other)) ? other : one), first);
  const word = wordOf(entry);
  const strictest = own.reduce((strict, each) => stricterOf(strict, each.strictest), word);
  return { word, entry, isOther: !own.includes(entry), strictest };
}

/**
 * Addresses at which the server has said that it is this database, this one among them where it was. Those that were known before
 * a person said what it is at this place are none, as in `recall`.
 */
export function addressesOf({ entries, seen }: Remembrance, identity: TargetIdentity): TargetIdentity[] {
  const { server } = identity;
  if (server === undefined) return [];
  const since = allowedSince(entries.filter((entry) => isOfPair(entry, identity)));
  const isSame = (known: TargetIdentity) => known.server !== undefined && sameServerIdentity(known.server, server);
  return [...entries, ...seen].filter((each) => each.at > since && isSame(each.identity)).map((each) => each.identity);
}

/** When a person spoke of it last; empty where nobody has. */
function allowedSince(entries: readonly Known[]): string {
  return entries.reduce((last, { allowed = '' }) => (allowed > last ? allowed : last), '');
}

/** More databases than this are seen by nobody; of those that were only seen the newest stay. */
const mostSeen = 500;

/** With a database that has said which one it is at this address; the same list where that is remembered already. */
export function withSeen({ entries, seen }: Remembrance, now: Seen): readonly Seen[] {
  const isThere = addressesOf({ entries, seen }, now.identity).some((known) => sameAddress(known, now.identity));
  return now.identity.server === undefined || isThere ? seen : [...seen, now].slice(-mostSeen);
}

/** The same database at the same place, as far as both could be asked. */
export function isOfPair({ identity: known }: Known, identity: TargetIdentity): boolean {
  return surelySame(known, identity) || (sameAddress(known, identity) && sameDatabase(known, identity));
}

export interface Said extends Pick<Known, 'identity' | 'label' | 'word' | 'from' | 'why' | 'at'> {}

/** The entries with a word that was said now; the same list where nothing is new. What is milder changes nothing. */
export function withSaid(entries: readonly Known[], said: Said): readonly Known[] {
  const at = entries.findIndex((entry) => isOfEntry(entry, said.identity));
  const known = entries[at];
  if (known === undefined) return [...entries, { ...said, strictest: said.word }];
  const identity = { ...known.identity, server: said.identity.server ?? known.identity.server };
  const isNews = isMilder(known.word, said.word);
  if (!isNews && JSON.stringify(identity) === JSON.stringify(known.identity)) return entries;
  const strictest = stricterOf(known.strictest, said.word);
  return entries.with(at, isNews ? { ...known, ...said, identity, strictest } : { ...known, identity });
}

/**
 * Whether the entry is to be rewritten by what is known now. One of more than development stays as it is when the database gets
 * a new number: the old one may have been moved aside.
 */
function isOfEntry(entry: Known, identity: TargetIdentity): boolean {
  if (!isOfPair(entry, identity) || !sameAddress(entry.identity, identity)) return false;
  const [was, is] = [entry.identity.server, identity.server];
  const isSame = was?.database === is?.database && was?.file === is?.file;
  return isSame || was === undefined || is === undefined || !isMilder('development', entry.word);
}

/** A person's word: it counts from now on for exactly this database at this place. */
export function withPersonsWord(entries: readonly Known[], said: Omit<Said, 'from'>): readonly Known[] {
  const before = recall(entries, said.identity);
  const strictest = before?.strictest ?? said.word;
  const others = entries.filter(
    (entry) => !(isOfPair(entry, said.identity) && sameAddress(entry.identity, said.identity)),
  );
  return [...others, { ...said, from: 'person', strictest: stricterOf(strictest, said.word), allowed: said.at }];
}
