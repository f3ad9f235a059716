/** Which other databases SQL touches than the one that it is sent to, as a reader comes to know them. */

import { strictestRisk } from '../../../policy/risks.ts';
import type { Risk } from '../../types.ts';

export interface NamedDatabase {
  /** As the server, or SQLite's ATTACH, is told it. */
  readonly name: string;
  /** What is done to it; never `none`: what is merely read is not named. */
  readonly risk: Risk;
  /** It may be the name of something else: of a table, in a text that could not be read. */
  readonly isGuess: boolean;
}

export interface Elsewhere {
  readonly named: readonly NamedDatabase[];
  /** Why it cannot be told which other databases are touched, a few words. Undefined where it can. */
  readonly untold: string | undefined;
}

export const nowhereElse: Elsewhere = { named: [], untold: undefined };

/** More names than this, in a text that could not be read, are not looked at one by one. */
const mostGuesses = 8;

/** Collects what is touched. */
export class Touched {
  readonly #named = new Map<string, NamedDatabase>();
  #untold: string | undefined;

  /** A risk of `none` is that something is added, which is a change too. */
  touch(name: string, risk: Risk, isGuess = false): void {
    const known = this.#named.get(name);
    const risks = [risk, known?.risk ?? 'change', 'change'] as const;
    this.#named.set(name, { name, risk: strictestRisk(risks), isGuess: isGuess && known?.isGuess !== false });
  }

  guess(names: readonly string[]): void {
    for (const name of names.slice(0, mostGuesses)) this.touch(name, 'unknown', true);
    if (names.length > mostGuesses) this.cannotTell('it names too much that may be a database');
  }

  cannotTell(why: string): void {
    this.#untold ??= why;
  }

  get result(): Elsewhere {
    return { named: [...this.#named.values()], untold: this.#untold };
  }
}
