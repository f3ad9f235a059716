import { riskOfEffect } from '../risk.ts';
import type { SqlEffect, SqlStatement } from '../script.ts';
import { readSqlite } from '../sqlite/read.ts';
import { type Elsewhere, Touched } from './named.ts';

const fold = (name: string | undefined) => (name ?? '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Tables that are nobody's but the session's. */
const isOwnSchema = (name: string) => name === 'main' || name === 'temp';

/**
 * Names of files as ATTACH has them. A name without its schema means the first database that has it, beginning with the script's own.
 * `schema`: what is in that one, as the script that made it; undefined where nobody knows.
 */
export function elsewhereOnSqlite(statements: readonly SqlStatement[], schema: string | undefined): Elsewhere {
  const touched = new Touched();
  const attached = new Map<string, string>();
  const own = schema === undefined ? undefined : new Set(namesIn(schema));
  for (const { effects, why, text } of statements) {
    for (const effect of effects) {
      if (effect.object.type === 'database' && effect.deed === 'adds') attach(effect);
      else if (effect.deed !== 'reads') reach(effect);
      note(effect);
    }
    if (why === undefined) continue;
    if (/\battach\b/i.test(text)) touched.cannotTell('ATTACH in what could not be read');
    for (const file of attached.values()) touched.touch(file, 'unknown');
  }
  return touched.result;

  function attach({ object, file }: SqlEffect): void {
    const [alias] = object.name;
    if (file === null || file === undefined) touched.cannotTell('a file whose name is computed');
    else if (alias === undefined) touched.touch(file, 'change');
    else if (attached.has(fold(alias)) && attached.get(fold(alias)) !== file)
      touched.cannotTell(`two files are called ${alias}`);
    else if (file !== '' && file !== ':memory:') attached.set(fold(alias), file);
    else attached.set(fold(alias), '');
  }

  function reach(effect: SqlEffect): void {
    const { type, name } = effect.object;
    if (type === 'function' || type === 'role') return;
    const isWhole = type === 'database' && name.length === 1;
    const schemaName = isWhole || name.length > 1 ? fold(name[0]) : undefined;
    const risk = riskOfEffect(effect);
    if (schemaName === undefined) {
      if (effect.deed === 'adds' || type === 'database' || type === 'other' || own?.has(fold(name[0]))) return;
      for (const file of attached.values()) if (file !== '') touched.touch(file, risk);
    } else if (!isOwnSchema(schemaName)) {
      const file = attached.get(schemaName);
      // `ANALYZE t` and `REINDEX t` may mean a table.
      if (file === undefined && !isWhole) touched.cannotTell(`what ${name[0]} is was said elsewhere`);
      else if (file !== undefined && file !== '') touched.touch(file, risk);
    }
  }

  /** For what comes after it. */
  function note({ deed, object: { type, name, columns }, to }: SqlEffect): void {
    if (columns || type === 'database' || (name.length > 1 && !isOwnSchema(fold(name[0])))) return;
    const key = fold(name.at(-1));
    if (deed === 'adds') own?.add(key);
    if (deed === 'removes' || deed === 'renames') own?.delete(key);
    if (deed === 'renames') own?.add(fold(to?.at(-1)));
  }
}

function namesIn(schema: string): string[] {
  const made = readSqlite(schema, {}).flatMap(({ effects }) => effects.filter(({ deed }) => deed === 'adds'));
  return made.filter(({ object }) => object.columns === undefined).map(({ object }) => fold(object.name.at(-1)));
}
