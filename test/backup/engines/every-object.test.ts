import { expect, it, onTestFinished } from 'vitest';
import { findDifferences } from '../../../src/backup/contents/compare.ts';
import type { EngineContext } from '../../../src/backup/engines/contract.ts';
import { beginSnapshot, readContents } from '../../../src/backup/engines/postgresql/read-contents.ts';
import { needEngine } from '../../../src/backup/engines/registry.ts';
import { readAddress } from '../../../src/databases/postgresql/address.ts';
import { openSession } from '../../../src/databases/postgresql/session.ts';
import { createHost } from '../../../src/host.ts';
import type { Target } from '../../../src/types.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../../support/servers.ts';
import { runSql } from '../../support/sql.ts';
import { policyWith } from './command/command-choice.ts';
import { adminUrl, targetOf } from './engine-places.ts';
import { everyObject } from './every-object.ts';
import { scratchFolder } from './scratch.ts';

const host = createHost();

it('PostgreSQL: of all that a dump brings back nothing is lost or changed unnoticed, and nothing differs after a restore', async () => {
  const { sql, losses } = everyObject.postgresql;
  const { name, drop } = await createPostgresDatabase();
  const target = targetOf('postgresql', adminUrl('postgresql').replace(/postgres$/, name), name);
  const run = (statements: string) => runSql('postgresql', target.url.reveal(), statements);
  onTestFinished(async () => {
    await drop();
    await runSql('postgresql', adminUrl('postgresql'), 'DROP ROLE IF EXISTS everybody_else');
  });
  await run(sql);
  // Fails, and leaves an index that is not valid, which no dump has.
  await expect(run('CREATE UNIQUE INDEX CONCURRENTLY twice ON t (a)')).rejects.toThrow(/unique/);

  const session = await openSession(host, readAddress(host, target.url));
  const readAfter = async (loss: string) => {
    await beginSnapshot(session);
    await session.query('SET TRANSACTION READ WRITE');
    await session.query(`SET LOCAL search_path = public; ${loss}; SET LOCAL search_path = ''`);
    const contents = await readContents(session);
    await session.query('ROLLBACK');
    return contents;
  };
  const whole = await readAfter('SELECT 1');
  const unnoticed: string[] = [];
  for (const loss of losses) if (findDifferences(whole, await readAfter(loss)).length === 0) unnoticed.push(loss);
  await session.close();
  expect(unnoticed).toEqual([]);
  expect(JSON.stringify(whole)).not.toContain('geheim');

  await run(
    "CREATE SUBSCRIPTION other CONNECTION 'host=nowhere' PUBLICATION x WITH (connect = false, slot_name = NONE)",
  );
  try {
    await expectEqualCopy(target);
  } finally {
    await run('DROP SUBSCRIPTION other');
  }
}, 60_000);

it('MariaDB: nothing is lost or changed unnoticed, nothing differs after a restore, and a copy changes nothing beside it', async () => {
  const { sql, losses } = everyObject.mysql;
  const { name, drop } = await createMariadbDatabase();
  onTestFinished(drop);
  const target = targetOf('mysql', adminUrl('mysql').replace(/mysql$/, name), name);
  const run = (statements: string) => runSql('mysql', target.url.reveal(), statements);
  await run(sql);
  const { engine, context } = await engineOf(target);
  const read = () => engine.fingerprint(context);
  const [whole, folder] = [await read(), scratchFolder()];
  const dump = await engine.dump(context, folder);
  expect(findDifferences(whole, dump)).toEqual([]);
  await run("ALTER DATABASE CHARACTER SET ascii COMMENT ''");
  const present = await read();
  const beside = await engine.restoreBeside(context, folder, dump);
  expect(findDifferences(dump, await beside.fingerprint())).toEqual([]);
  expect(findDifferences(present, await read())).toEqual([]);
  await beside.swapIn();
  await beside.discard();
  expect(findDifferences(dump, await read())).toEqual([]);

  const unnoticed: string[] = [];
  let before = whole;
  for (const loss of losses) {
    await run(loss);
    const after = await read();
    if (findDifferences(before, after).length === 0) unnoticed.push(loss);
    before = after;
  }
  expect(unnoticed).toEqual([]);
}, 60_000);

async function engineOf(target: Target) {
  const context: EngineContext = { host, target };
  return { context, engine: await needEngine(target, policyWith(target, undefined)) };
}

async function expectEqualCopy(target: Target): Promise<void> {
  const { engine, context } = await engineOf(target);
  const folder = scratchFolder();
  const dump = await engine.dump(context, folder);
  const beside = await engine.restoreBeside(context, folder, dump);
  try {
    expect(findDifferences(dump, await beside.fingerprint())).toEqual([]);
  } finally {
    await beside.discard();
  }
}
