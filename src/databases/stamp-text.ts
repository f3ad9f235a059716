/** How a stamp stands in a database: one line of JSON. Whoever may write there may write anything, so it is read with care. */
import { escapeDeceptive } from '../secrets/clean.ts';
import type { Look, ServerIdentity, Stamp } from '../types.ts';

/** The words that people use; `test` is the name that the matrix has for a database whose loss is no loss. */
const words = { test: 'disposable', development: 'development', staging: 'staging', production: 'production' } as const;

export type StampWord = (typeof words)[Stamp['place']];

export const stampWords: readonly StampWord[] = ['production', 'staging', 'development', 'disposable'];

export function wordOf(place: Stamp['place']): StampWord {
  return words[place];
}

export function placeOf(word: string): Stamp['place'] | undefined {
  const places = Object.keys(words) as Stamp['place'][];
  return places.find((place) => words[place] === word);
}

/** Of this form; one that is newer may say more, and still has these. */
const form = 1;

export function stampText({ place, id, identity, address, by, at }: Stamp): string {
  return JSON.stringify({ prismaInterlock: form, stamp: words[place], id, identity, address, by, at });
}

/** Longer texts than this are cut: they are shown to people. */
const longest = 300;

/** Never throws: what is there and is not understood, as that of a newer version, is believed to be the strictest there is. */
export function readStampText(text: string): Stamp {
  const read = parse(text);
  const place = typeof read['stamp'] === 'string' ? placeOf(read['stamp']) : undefined;
  const word = (value: unknown) => (typeof value === 'string' ? escapeDeceptive(value.slice(0, longest)) : '');
  return {
    place: place ?? 'production',
    id: word(read['id']),
    identity: identityIn(read['identity']),
    address: place === undefined ? '- something that this version cannot read' : word(read['address']),
    by: word(read['by']),
    at: word(read['at']),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null) return read as Record<string, unknown>;
  } catch {
    // As an object without anything.
  }
  return {};
}

/** One that is not understood is that of no database. */
function identityIn(value: unknown): ServerIdentity {
  const { provider, server, database } = (value ?? {}) as Record<string, unknown>;
  const isKnown = provider === 'sqlite' || provider === 'postgresql' || provider === 'mysql';
  const text = (part: unknown) => (typeof part === 'string' ? part : '');
  return { provider: isKnown ? provider : 'sqlite', server: text(server), database: text(database) };
}

/** What a look says of a stamp: one that cannot be read is a problem, and never none. */
export function stampIn(read: () => Stamp | 'none'): Pick<Look, 'stamp' | 'problem'> {
  try {
    return { stamp: read() };
  } catch (error) {
    return { problem: `its stamp ${(error as Error).message}` };
  }
}
