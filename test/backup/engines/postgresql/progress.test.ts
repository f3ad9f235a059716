import { appendFileSync, chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dump, EngineContext } from '../../../../src/backup/engines/contract.ts';
import { payload } from '../../../../src/backup/engines/postgresql/archive.ts';
import { watchDump } from '../../../../src/backup/engines/postgresql/dump-progress.ts';
import { postgresql } from '../../../../src/backup/engines/postgresql/engine.ts';
import { follow, readWhileWritten } from '../../../../src/backup/engines/postgresql/follow-archive.ts';
import { tellingLoad } from '../../../../src/backup/engines/postgresql/load-progress.ts';
import { readAddress } from '../../../../src/databases/postgresql/address.ts';
import { openSession } from '../../../../src/databases/postgresql/session.ts';
import { findTool } from '../../../../src/databases/postgresql/tools.ts';
import { createHost } from '../../../../src/host.ts';
import type { Step } from '../../../../src/ui/step.ts';
import { createPostgresDatabase } from '../../../support/servers.ts';
import { runSql } from '../../../support/sql.ts';
import { adminUrl, type Place, targetOf } from '../engine-places.ts';
import { scratchFolder } from '../scratch.ts';

const host = createHost();
const soon = { before: 0, between: 20 };
let place: Pick<Place, 'target' | 'run'>;
let drop: () => Promise<void>;

beforeAll(async () => {
  const made = await createPostgresDatabase();
  const url = adminUrl('postgresql').replace(/postgres$/, made.name);
  drop = made.drop;
  place = { target: targetOf('postgresql', url, made.name), run: (sql) => runSql('postgresql', url, sql) };
  // More of an archive than it takes for it to be read while it is written.
  await place.run(`CREATE TABLE item AS SELECT n, md5(n::text) || md5((-n)::text) || md5((2 * n)::text) AS text
    FROM generate_series(1, 120000) n; ANALYZE item; CREATE TABLE other AS SELECT 1 AS n`);
});

afterAll(() => drop());

function telling(): { context: EngineContext; steps: Step[]; until(found: (step: Step) => boolean): Promise<Step> } {
  const steps: Step[] = [];
  const context = { host, target: place.target, progress: (step: Step) => void steps.push(step) };
  const until = async (found: (step: Step) => boolean) => {
    for (;;) {
      const step = steps.find(found);
      if (step) return step;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { context, steps, until };
}

it('tells how far a dump, its reading back and a comparison are, of known totals', async () => {
  const { context, steps } = telling();
  const folder = scratchFolder();
  const dump = await postgresql.dump(context, folder);
  expect(dump.isRead).toBe(true);
  await postgresql.inspect(context, folder, dump);
  await postgresql.fingerprint(context, dump);
  const phases = steps.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1]);
  expect(phases).toEqual(['dump', 'read back', 'compare']);
  for (const phase of ['dump', 'compare'] as const) {
    const told = steps.filter((step) => step.phase === phase);
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).sort((a, b) => a - b));
    expect(told.at(-1)?.done).toBeCloseTo(told.at(-1)?.total ?? -1);
    expect(told.at(-1)?.total).toBeGreaterThan(120000 * 96);
  }
});

it('tells of a table that pg_dump is copying, and of one that it has copied', async () => {
  const { context, until } = telling();
  const address = readAddress(host, place.target.url);
  const [session, copying] = [await openSession(host, address), await openSession(host, address)];
  const folder = scratchFolder();
  // The server looks into it as another user.
  chmodSync(folder, 0o755);
  const flag = join(folder, 'flag');
  try {
    const watch = await watchDump(context, address, session, soon);
    watch.onRead(0, 4e9);
    const done = copying.query(`COPY item TO PROGRAM 'cat > /dev/null; until test -e ${flag}; do sleep 0.05; done'`);
    const half = await until((step) => step.done > 0);
    writeFileSync(flag, '');
    await done;
    expect(half).toMatchObject({ phase: 'dump', total: 4e9, unit: 'bytes' });
    watch.onRead(1e6, 4e9);
    await until((step) => step.done >= half.done + 0.5e6);
    watch.stop();
  } finally {
    await Promise.all([session.close(), copying.close()]);
  }
});

it('tells how many rows are loaded, and then that indexes are made', async () => {
  const { context, until } = telling();
  const address = readAddress(host, place.target.url);
  const tables = (rows: number): Pick<Dump, 'tables'> => ({ tables: [{ name: 'public.item', rows }] });
  await tellingLoad(
    context,
    address,
    tables(1e9),
    () => until(({ phase, done }) => phase === 'restore' && done > 120000),
    soon,
  );
  await tellingLoad(
    context,
    address,
    tables(1000),
    () => until(({ phase }) => phase === 'indexes and constraints'),
    soon,
  );
});

it('asks nothing of the server where connections are counted, or nobody wants to know', async () => {
  const { context, steps } = telling();
  const address = readAddress(host, place.target.url);
  const rest = () => new Promise((resolve) => setTimeout(resolve, 300));
  await tellingLoad({ host, target: context.target }, address, { tables: [] }, rest, soon);
  await place.run("CREATE ROLE counted LOGIN SUPERUSER CONNECTION LIMIT 3 PASSWORD 'counted'");
  try {
    await tellingLoad(context, { ...address, user: 'counted', password: 'counted' }, { tables: [] }, rest, soon);
  } finally {
    await place.run('DROP ROLE counted');
  }
  expect(steps).toEqual([]);
});

it('an archive that is cut, or damaged, while it is written was not read', async () => {
  const folder = scratchFolder();
  const { tool } = await postgresql.dump({ host, target: place.target }, folder);
  const reader = await findTool(host, 'pg_restore', tool?.version ?? '');
  const file = `${folder}/${payload}`;
  const written = Promise.resolve();
  expect(await readWhileWritten(host, reader, { file, written })).toBe(true);
  const whole = readFileSync(file);
  whole[whole.length >> 1] = (whole[whole.length >> 1] ?? 0) ^ 0xff;
  writeFileSync(`${file}.damaged`, whole);
  expect(await readWhileWritten(host, reader, { file: `${file}.damaged`, written })).toBe(false);
  truncateSync(file, Math.floor((whole.length / 3) * 2));
  expect(await readWhileWritten(host, reader, { file, written })).toBe(false);
});

it('a file is followed to the end that it has when it is whole', async () => {
  const file = join(scratchFolder(), 'growing');
  writeFileSync(file, 'one ');
  let finish = () => {};
  const written = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const bytes = follow(host, { file, written }, 4);
  const next = async () => String((await bytes.next()).value);
  expect(await next()).toBe('one ');
  appendFileSync(file, 'two ');
  expect(await next()).toBe('two ');
  const third = next();
  appendFileSync(file, 'three');
  finish();
  expect(await third).toBe('three');
  expect(await bytes.next()).toMatchObject({ done: true });
  expect(await follow(host, { file, written }, 1000).next()).toMatchObject({ done: true });
  rmSync(file);
  const failed = Promise.reject(new Error('ended'));
  expect(await follow(host, { file, written: failed }, 4).next()).toMatchObject({ done: true });
});
