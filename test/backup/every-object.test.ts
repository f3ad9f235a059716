import { expect, it, onTestFinished } from 'vitest';
import { findDifferences } from '../../src/backup/compare.ts';
import type { EngineContext } from '../../src/backup/contract.ts';
import { needEngine } from '../../src/backup/engines.ts';
import { readAddress } from '../../src/backup/postgresql/address.ts';
import { beginSnapshot, readContents } from '../../src/backup/postgresql/read-contents.ts';
import { openSession } from '../../src/backup/postgresql/session.ts';
import { createHost } from '../../src/host.ts';
import type { Target } from '../../src/types.ts';
import { createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { policyWith } from './command-choice.ts';
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

async function expectEqualCopy(target: Target): Promise<void> {
  const context: EngineContext = { host, target, onProgress: () => {} };
  const engine = await needEngine(target, policyWith(target, undefined));
  const folder = scratchFolder();
  const dump = await engine.dump(context, folder);
  const beside = await engine.restoreBeside(context, folder, dump);
  try {
    expect(findDifferences(dump, await beside.fingerprint())).toEqual([]);
  } finally {
    await beside.discard();
  }
}
