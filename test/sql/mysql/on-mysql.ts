/**
 * The corpus and the grammar on Oracle's MySQL: `npm run mysql`, `npm run mysql -- 8.4 500`. Versions that are not in the cache are
 * fetched. Prints what differs, and exits 1 where anything that took values was judged harmless, or the grammar is wrong.
 */
import mysql from 'mysql2/promise';
import { readMysql } from '../../../src/sql/mysql/read.ts';
import { startMysql } from '../../support/mysql/server.ts';
import { type MysqlVersion, mysqlPrograms, mysqlVersions } from '../../support/mysql/versions.ts';
import { riskOf } from '../corpus-case.ts';
import { checkRuns } from './check-runs.ts';
import { corpus } from './corpus/index.ts';
import { type RunPlace, type Runs, startRuns } from './run.ts';
import { known } from './there.ts';

const isHarmless = (risk: string) => risk === 'none' || risk === 'change';

/** What only MariaDB takes is refused with a syntax error, or by a name that is not known. */
async function runCorpus(runs: Runs, version: number) {
  const reading = { flavour: 'mysql', version, sqlMode: ['STRICT_TRANS_TABLES'], schema: known } as const;
  const [wrong, alarms]: [string[], string[]] = [[], []];
  let ran = 0;
  for (const { sql, isFalseAlarm } of corpus) {
    const { gone, error } = await runs.run(sql);
    const risk = riskOf(readMysql(sql, reading));
    if (gone.length > 0 && isHarmless(risk)) wrong.push(`${risk}: ${gone}: ${sql}`);
    if (error !== undefined) continue;
    ran += 1;
    if (gone.length === 0 && !isHarmless(risk) && !isFalseAlarm) alarms.push(`${risk}: ${sql}`);
  }
  return { wrong, alarms, ran };
}

async function tryVersion(version: MysqlVersion, scripts: number): Promise<boolean> {
  const { info, stop } = await startMysql(await mysqlPrograms(version));
  const { host, port } = info;
  // Some of the scripts would stop the server.
  const own = { user: 'app', password: 'app' };
  const place: RunPlace = { host, port, ...own, flavour: 'mysql', name: 'app' };
  const connection = await mysql.createConnection({ host, port, user: info.user, password: info.password });
  const [rows] = await connection.query('SELECT version() AS version');
  const text = String((rows as { version: string }[])[0]?.version);
  await connection.query('CREATE DATABASE app CHARACTER SET utf8mb4');
  await connection.query("CREATE USER 'app'@'%' IDENTIFIED BY 'app'");
  await connection.query("GRANT ALL ON app.* TO 'app'@'%'");
  await connection.end();
  const [major, minor, patch] = text.split(/[.-]/).map(Number);
  const runs = await startRuns(place);
  try {
    const found = await runCorpus(runs, (major ?? 0) * 10_000 + (minor ?? 0) * 100 + (patch ?? 0));
    const seeds = Array.from({ length: scripts }, (_, index) => index + 1);
    const { wrong, refused } = await checkRuns(runs, { flavour: 'mysql', database: 'app' }, seeds);
    const say = (what: string, list: readonly string[]) =>
      console.log(`${what}: ${list.length}${list.map((each) => `\n  ${each}`).join('')}`);
    console.log(`MySQL ${text}: ${found.ran} of ${corpus.length} scripts of the corpus run, ${scripts} of the grammar`);
    say('took values and is judged harmless', found.wrong);
    say('took none and is judged to', found.alarms);
    say('otherwise than the grammar says', wrong);
    console.log(`refused of the grammar: ${refused.length}`);
    return found.wrong.length + wrong.length === 0;
  } finally {
    await runs.stop();
    await stop();
  }
}

const words = process.argv.slice(2);
const versions = mysqlVersions.filter((version) => words.includes(version));
const scripts = Number(words.find((word) => /^\d+$/.test(word)) ?? 300);
let isGood = true;
for (const version of versions.length > 0 ? versions : (['9.7', '8.4'] as const)) {
  isGood = (await tryVersion(version, scripts)) && isGood;
}
process.exitCode = isGood ? 0 : 1;
