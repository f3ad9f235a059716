/** One database at one address, and the strictest word that was said of it. */
import type { ServerIdentity, TargetIdentity } from '../types.ts';

export type Word = 'test' | 'development' | 'staging' | 'production';

export interface Known {
  /** Its address, and what its server said of itself where it could be asked. */
  readonly identity: TargetIdentity;
  readonly label: string;
  /** The word that counts. */
  readonly word: Word;
  /** Who said it: a policy, a stamp, a variable, a person at a terminal; `address` where nobody has said anything. */
  readonly from: 'policy' | 'stamp' | 'variable' | 'person' | 'address';
  /** A sentence for people. */
  readonly why: string;
  /** When it was first said. ISO 8601, UTC. */
  readonly at: string;
  /** The strictest that it has ever been. */
  readonly strictest: Word;
  /** When a person said what it is: what was said elsewhere until then does not count here. ISO 8601, UTC. */
  readonly allowed?: string;
}

/** A database that answered which one it is, and of which nobody has said anything: what is said later of its name reaches it. */
export interface Seen {
  /** Its address, with what its server said of itself. */
  readonly identity: TargetIdentity;
  readonly label: string;
  /** When it was seen first. ISO 8601, UTC. */
  readonly at: string;
}

/** All that is remembered. */
export interface Remembrance {
  readonly entries: readonly Known[];
  readonly seen: readonly Seen[];
}

export const nothingKnown: Remembrance = { entries: [], seen: [] };

const words: readonly Word[] = ['test', 'development', 'staging', 'production'];
const sources: readonly string[] = ['policy', 'stamp', 'variable', 'person', 'address'];

/** A file is named by its whole path: its label starts at one project's root. */
export function knownLabel({ identity, label }: { readonly identity: TargetIdentity; readonly label: string }): string {
  return identity.provider === 'sqlite' ? identity.database : label;
}

export function isWord(value: unknown): value is Word {
  return words.includes(value as Word);
}

export function isMilder(one: Word, other: Word): boolean {
  return words.indexOf(one) < words.indexOf(other);
}

export function stricterOf(one: Word, other: Word): Word {
  return isMilder(one, other) ? other : one;
}

/** Throws where `value` is no such text. One of 0.1.0 has nothing that was only seen. */
export function readRemembrance(value: unknown): Remembrance {
  const { version, databases, seen = [] } = (value ?? {}) as Record<string, unknown>;
  const isRead = version === 1 && Array.isArray(databases) && databases.every(isKnown);
  if (!isRead || !Array.isArray(seen) || !seen.every(isSeen)) throw new Error('it is not what we wrote');
  return { entries: databases, seen };
}

export function writeRemembrance({ entries, seen }: Remembrance): string {
  return `${JSON.stringify({ version: 1, databases: entries, seen }, undefined, 2)}\n`;
}

function isSeen(value: unknown): value is Seen {
  const { identity, label, at } = (value ?? {}) as Partial<Seen>;
  return typeof label === 'string' && typeof at === 'string' && isIdentity(identity) && identity.server !== undefined;
}

function isKnown(value: unknown): value is Known {
  const { identity, label, word, from, why, at, strictest, allowed = '' } = (value ?? {}) as Partial<Known>;
  const isSaid = [label, why, at, allowed].every((text) => typeof text === 'string') && sources.includes(from ?? '');
  return isSaid && isWord(word) && isWord(strictest) && isIdentity(identity);
}

function isIdentity(value: unknown): value is TargetIdentity {
  const { provider, host, port, database, server } = (value ?? {}) as Partial<TargetIdentity>;
  const isAddress = [provider, host, database].every((text) => typeof text === 'string') && typeof port === 'number';
  return isAddress && (server === undefined || isServer(server));
}

function isServer({ provider, server, database }: Partial<ServerIdentity>): boolean {
  return [provider, server, database].every((text) => typeof text === 'string');
}
