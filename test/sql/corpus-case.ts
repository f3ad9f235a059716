import type { SqlStatement } from '../../src/sql/script.ts';
import { readSet } from '../../src/sql/set.ts';
import type { Risk } from '../../src/types.ts';

/** A script whose effects are known. */
export interface Case {
  readonly sql: string;
  /** The strictest of its statements. */
  readonly risk: Risk;
  /** `removes User`, `removes User(bio)`, `renames a(b) > c`: each is among what is read. */
  readonly effects: readonly string[];
  /** The server of the tests does not run it, or not to its end. */
  readonly isRefused?: true;
  /** It loses nothing, and is judged as if it might. */
  readonly isFalseAlarm?: true;
}

const of =
  (risk: Risk) =>
  (sql: string, ...effects: string[]): Case => ({ sql, risk, effects });

export const none = of('none');
export const change = of('change');
export const destroy = of('destroy');
export const unknown = of('unknown');
export const refused = (each: Case): Case => ({ ...each, isRefused: true });
export const falseAlarm = (each: Case): Case => ({ ...each, isFalseAlarm: true });

const order: readonly Risk[] = ['none', 'change', 'unknown', 'destroy'];

export const riskOf = (statements: readonly SqlStatement[]): Risk =>
  order[Math.max(0, ...statements.map(({ risk }) => order.indexOf(risk)))] as Risk;

export const effectsOf = (statements: readonly SqlStatement[]): string[] =>
  statements.flatMap(({ effects }) =>
    effects.map(({ deed, object, to }) => {
      const columns = object.columns ? `(${object.columns.join(',')})` : '';
      return `${deed} ${object.name.join('.')}${columns}${to === undefined ? '' : ` > ${to.join('.')}`}`;
    }),
  );

/** Whether anything may be lost, by what the whole script comes to. */
export const mayLose = (statements: readonly SqlStatement[]): boolean =>
  ['destroy', 'unknown'].includes(readSet([{ migration: undefined, statements }]).risk);
