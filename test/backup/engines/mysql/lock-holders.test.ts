import mysql from 'mysql2/promise';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { mysql as engine } from '../../../../src/backup/engines/mysql/engine.ts';
import { holdersIn, type Sight } from '../../../../src/backup/engines/mysql/lock-holders.ts';
import { createMariadbDatabase } from '../../../support/servers.ts';
import { queryRows, runSql } from '../../../support/sql.ts';
import { adminUrl, targetOf } from '../engine-places.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';

const connection = (Id: string, more: Record<string, string | null>) => ({
  Id,
  User: 'app',
  Host: '10.0.0.5:1',
  db: 'shop',
  Command: 'Sleep',
  Time: '7',
  State: '',
  Info: null,
  ...more,
});
const connections = [
  connection('1', { State: 'Waiting for table metadata lock', Command: 'Query', Info: 'RENAME TABLE' }),
  connection('2', { Command: 'Query', Info: 'SHOW FULL PROCESSLIST' }),
  connection('3', {}),
  connection('4', { db: 'other' }),
  connection('5', { Command: 'Query', Info: 'SELECT\n  *\n  FROM t' }),
  connection('6', { Command: 'Query', State: 'Waiting for table metadata lock', Info: 'SELECT 2' }),
];

describe('who has tables in use is known', () => {
  const names = (sight: Partial<Sight>) =>
    holdersIn({ connections, locks: [], transactions: [], ...sight }, ['shop'], ['1', '2']).map(
      ({ id, name, isSure }) => [id, isSure, name.replace(/^connection \d of app at 10\.0\.0\.5:1, /, '')],
    );

  test('by the locks, where the server keeps an account of them, with the statement that took them', () => {
    const locks = [{ id: '4', statement: 'UPDATE t SET a = 1' }];
    expect(names({ locks })).toEqual([['4', true, 'idle for 7.0 s (UPDATE t SET a = 1)']]);
  });

  test('else by open transactions and by statements that run, in the schema before others', () => {
    const transactions = [
      { id: '3', seconds: '90', statement: null },
      { id: '4', seconds: '1', statement: null },
    ];
    expect(names({ transactions })).toEqual([
      ['3', true, 'in a transaction for 1 min 30 s'],
      ['5', true, 'at work for 7.0 s (SELECT * FROM t)'],
    ]);
    const elsewhere = connections.filter(({ Id }) => Id !== '5');
    expect(names({ connections: elsewhere, transactions: transactions.slice(1) })).toEqual([
      ['4', true, 'in a transaction for 1.0 s'],
    ]);
    expect(names({ connections: elsewhere })).toEqual([]);
  });

  test('and where those are not shown the connections in the schema are named as what may be it', () => {
    const idle = connections.filter(({ Id }) => Id !== '5');
    expect(names({ connections: idle, transactions: undefined })).toEqual([['3', false, 'idle for 7.0 s']]);
  });
});

describe.each(['administrator', 'owner'] as const)('a swap of MariaDB by the %s', (who) => {
  let at: Awaited<ReturnType<typeof createMariadbDatabase>>;
  let url: string;
  beforeEach(async () => {
    at = await createMariadbDatabase();
    const { drop } = at;
    onTestFinished(drop);
    url = who === 'owner' ? at.url : adminUrl('mysql').replace(/mysql$/, at.name);
    await runSql(
      'mysql',
      at.url,
      'CREATE TABLE t (a INT); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1; INSERT INTO t VALUES (1)',
    );
  });

  /** A copy of what was there, and everything deleted since. */
  async function ready(patienceMs: number) {
    const told: string[] = [];
    const target = targetOf('mysql', url, at.name);
    const context = { host: tickingHost(), target, patienceMs, tell: (line: string) => void told.push(line) };
    const folder = scratchFolder();
    const beside = await engine.restoreBeside(context, folder, await engine.dump(context, folder));
    await runSql('mysql', at.url, 'DELETE FROM t');
    const other = await mysql.createConnection({ uri: at.url });
    onTestFinished(() => other.end());
    await other.query('BEGIN');
    await other.query('SELECT * FROM t');
    return { told, beside, other, named: `connection ${other.threadId} of ${at.user} at 127.0.0.1:` };
  }
  const rows = () => queryRows('mysql', at.url, 'SELECT a FROM t');
  const triggers = () => queryRows('mysql', at.url, 'SHOW TRIGGERS');

  test('names who has a table in use, and goes on when he has left', async () => {
    const { told, beside, other, named } = await ready(60_000);
    const swapping = beside.swapIn();
    for (let tries = 0; told.length === 0 && tries < 400; tries++) await new Promise((done) => setTimeout(done, 50));
    await other.query('COMMIT');
    await swapping;
    // Once: what comes after it is of others of this server, which runs other tests as well.
    expect(told[0]).toContain(named);
    expect(told.filter((each) => each.includes(` of ${at.user} at `))).toEqual([expect.stringContaining(named)]);
    expect(told[0]).toContain(who === 'owner' ? 'sees its own connections alone' : ', in a transaction for ');
    expect(await rows()).toEqual([{ a: 1 }]);
    expect(await triggers()).toHaveLength(1);
  });

  test('is refused with his name where he stays, with all as it was; by the advice it goes', async () => {
    const { beside, named } = await ready(1000);
    const refused = await beside.swapIn().then(
      () => undefined,
      (error) => error,
    );
    expect(refused).toMatchObject({
      code: 'restore-refused',
      state: 'The database was left as it was.',
      why: expect.stringContaining(named),
    });
    expect(await rows()).toEqual([]);
    expect(await triggers()).toHaveLength(1);
    if (who === 'owner') expect(refused.next.join(' ')).not.toContain('KILL');
    else {
      const advice = refused.next.find((line: string) => line.includes('KILL ')) ?? '';
      await runSql('mysql', url, advice.slice(advice.indexOf('KILL ')));
      await beside.swapIn();
      expect(await rows()).toEqual([{ a: 1 }]);
    }
    await beside.discard();
  });
});
