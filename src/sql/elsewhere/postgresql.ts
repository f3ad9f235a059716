import { riskOfEffect } from '../risk.ts';
import type { SqlStatement } from '../script.ts';
import { type Elsewhere, Touched } from './named.ts';

/** Extensions that carry SQL to other servers. */
const carrier = /\bdblink/i;
const foreign = /^(?:create\s+foreign\s+table|import\s+foreign)\b/i;

/** A session is in one database alone: others are reached as a whole, and rows of theirs by what is foreign to the server. */
export function elsewhereOnPostgresql(statements: readonly SqlStatement[], own: string | undefined): Elsewhere {
  const touched = new Touched();
  const made = new Set<string>();
  let hasForeign = false;
  for (const { effects, why, text } of statements) {
    hasForeign ||= foreign.test(text);
    for (const effect of effects) {
      const { deed, object } = effect;
      const [name] = object.name;
      const isOthers = object.type === 'database' && name !== own && deed !== 'adds' && deed !== 'reads';
      if (isOthers && name === undefined) touched.cannotTell('a database whose name could not be read');
      else if (isOthers && name !== undefined) touched.touch(name, riskOfEffect(effect));
      if (object.type === 'table' && deed === 'adds' && !object.columns) made.add(object.name.join('.'));
      const isRow = ['removes rows', 'adds rows', 'overwrites'].includes(deed);
      if (hasForeign && isRow && !made.has(object.name.join('.')))
        touched.cannotTell(`${object.name.join('.')} may be a table of another server`);
    }
    if (why !== undefined && carrier.test(text)) touched.cannotTell('dblink');
  }
  return touched.result;
}
