import mysql from 'mysql2/promise';
import { lost, type Values, valuesOf } from '../kept.ts';
import { type Flavour, rows, schemaFor } from './there.ts';

/** A database of a server, for these runs alone. */
export interface RunPlace {
  readonly flavour: Flavour;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
}

export interface Runs {
  run(sql: string): Promise<Ran>;
  stop(): Promise<void>;
}

export interface Ran {
  /** Columns whose values are not there any more. */
  readonly gone: readonly string[];
  readonly error: string | undefined;
}

/** Generated columns: nothing is lost with them. */
const computed = ['Post.twice'];

/** Runs a script on the rows of `there`, in a database that is made anew for it. */
export async function startRuns({ flavour, host, port, user, password, name: database }: RunPlace): Promise<Runs> {
  const schema = schemaFor(flavour);
  const connect = () =>
    mysql.createConnection({
      host,
      port,
      user,
      password,
      charset: 'utf8mb4',
      multipleStatements: true,
      dateStrings: true,
    });
  const own = await connect();
  const rowsOf = async (sql: string) => (await own.query(sql))[0] as Record<string, string>[];
  const tables = async () => {
    const kinds = "('BASE TABLE', 'SYSTEM VERSIONED')";
    const found = await rowsOf(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${database}' AND table_type IN ${kinds}`,
    );
    return found.map(({ name }) => name as string);
  };
  const values = async () => {
    const read = async (name: string) => [
      name,
      await rowsOf(`SELECT * FROM \`${database}\`.\`${name}\``).catch(() => []),
    ];
    return valuesOf(Object.fromEntries(await Promise.all((await tables()).map(read))));
  };
  /** How each table is made, and what else there is. */
  const shape = async () => {
    const made = new Map<string, string>();
    for (const name of await tables()) {
      const [row] = await rowsOf(`SHOW CREATE TABLE \`${database}\`.\`${name}\``);
      made.set(name, (row?.['Create Table'] ?? '').replace(/ AUTO_INCREMENT=\d+/, ''));
    }
    const others = await rowsOf(`
      SELECT GROUP_CONCAT(what ORDER BY what) AS all_ FROM (
        SELECT CONCAT('t', trigger_name) AS what FROM information_schema.triggers WHERE trigger_schema = '${database}'
        UNION ALL SELECT CONCAT('r', routine_name) FROM information_schema.routines WHERE routine_schema = '${database}'
        UNION ALL SELECT CONCAT('e', event_name) FROM information_schema.events WHERE event_schema = '${database}'
        UNION ALL SELECT CONCAT('v', table_name, table_type) FROM information_schema.tables
          WHERE table_schema = '${database}' AND table_type NOT IN ('BASE TABLE', 'SYSTEM VERSIONED')) AS each_`);
    return { made, others: others[0]?.['all_'] };
  };
  /** Names of what the scripts may have made since all of it was made anew. */
  const left = new Set<string>();
  let there: Values | undefined;
  let first: Awaited<ReturnType<typeof shape>> | undefined;
  const whole = async () => {
    const fresh = `DROP DATABASE \`${database}\`; CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4; USE \`${database}\``;
    const anew = `${fresh}; SET sql_mode = '', foreign_key_checks = 1; ${schema} ${rows}`;
    await own.query(anew).catch(async () => {
      // Of some triggers MariaDB leaves a file that keeps it from dropping the database.
      for (const name of left) {
        await own.query(`DROP TRIGGER IF EXISTS \`${database}\`.\`${name}\``);
      }
      await own.query(anew);
    });
    left.clear();
    there ??= await values();
    first ??= await shape();
  };
  /** Makes anew what the last one has left otherwise: whole databases take a second. */
  const reset = async () => {
    if (first === undefined || there === undefined) return whole();
    const [now, found] = [await shape(), await values()];
    const table = (key: string) => key.slice(0, key.indexOf('.'));
    const differs = (key: string) => there?.get(key)?.join() !== found.get(key)?.join();
    const changed = new Set([...there.keys(), ...found.keys()].filter(differs).map(table));
    const remade = [...first.made].filter(([name, text]) => now.made.get(name) !== text).map(([name]) => name);
    const extra = [...now.made.keys()].filter((name) => !first?.made.has(name));
    if (now.others !== first.others || remade.includes('Inbox') || changed.has('Kept')) return whole();
    const quoted = (name: string) => `\`${name}\``;
    const inserts = new Map([...rows.matchAll(/INSERT INTO `(\w+)`[^;]*;/g)].map(([text, name = '']) => [name, text]));
    const gone = [...remade, ...extra].map((name) => `DROP TABLE IF EXISTS ${quoted(name)};`);
    const made = remade.map((name) => `${first?.made.get(name)};`);
    const filled = [...new Set([...changed, ...remade])].filter((name) => first?.made.has(name));
    const refilled = filled.flatMap((name) => [`DELETE FROM ${quoted(name)};`, inserts.get(name) ?? '']);
    const anew = `SET foreign_key_checks = 0; ${[...gone, ...made, ...refilled].join(' ')} SET foreign_key_checks = 1;`;
    await own.query(anew).catch(whole);
  };
  return {
    async run(sql) {
      await reset();
      for (const name of sql.match(/\bnew_\w+|\b[yz]\b/g) ?? []) left.add(name);
      const connection = await connect();
      await connection.query(`USE \`${database}\`; SET sql_mode = 'STRICT_TRANS_TABLES'`);
      const error = await connection.query(sql).then(
        () => undefined,
        (caught: Error) => caught.message,
      );
      connection.destroy();
      if (there === undefined) throw new Error('Nothing is there.');
      return { gone: lost(there, await values()).filter((column) => !computed.includes(column)), error };
    },
    async stop() {
      await whole();
      await own.end();
    },
  };
}
