import type { Node } from 'libpg-query';
import type { HazardId } from '../../../policy/hazards/index.ts';
import type { ObjectType, SeenHazard, ServerReading, SqlEffect, SqlObject } from '../script.ts';

export type Parser = Pick<typeof import('libpg-query'), 'parseSync' | 'parsePlPgSQLSync' | 'scanSync'>;

/** What has been seen of one statement, or of one body. It grows while the tree is walked. */
export interface Findings {
  readonly effects: SqlEffect[];
  readonly hazards: SeenHazard[];
  /** Reasons for which nobody can say what it does. */
  readonly unknown: string[];
}

/** What the statements of a script know of those before them. */
export interface Script {
  readonly parser: Parser;
  readonly reading: ServerReading;
  /** Functions and procedures made in it, by their last name: what a call of them does. */
  readonly functions: Map<string, Findings>;
  readonly prepared: Map<string, Findings>;
  /** By a table's last name, `*` for all: what its triggers and rules, made in it, do when rows change. */
  readonly armed: Map<string, Findings>;
  /** Reads one statement, with its own text: for those within others. */
  readonly read: (node: Node | undefined, text: string, into: Findings, script: Script) => void;
  /** How many bodies lie around what is being read. */
  readonly depth: number;
}

export const nothingFound = (): Findings => ({ effects: [], hazards: [], unknown: [] });

export function addAll(into: Findings, { effects, hazards, unknown }: Findings): void {
  into.effects.push(...effects);
  into.hazards.push(...hazards);
  into.unknown.push(...unknown);
}

export function does(into: Findings, deed: SqlEffect['deed'], object: SqlObject, more: Partial<SqlEffect> = {}): void {
  into.effects.push({ deed, object, ...more });
}

export function hazard(into: Findings, id: HazardId, object: SqlObject): void {
  if (!into.hazards.some((seen) => seen.id === id && same(seen.object, object))) into.hazards.push({ id, object });
}

export const object = (type: ObjectType, name: readonly string[]): SqlObject => ({ type, name });

const same = (one: SqlObject, other: SqlObject) =>
  one.type === other.type && one.name.join('.') === other.name.join('.');

/** Nobody sees what it runs. */
export function runsUnseen(into: Findings, name: readonly string[], why: string): void {
  does(into, 'runs', object('function', name));
  hazard(into, 'RUNS_UNSEEN_CODE', object('function', name));
  into.unknown.push(why);
}
