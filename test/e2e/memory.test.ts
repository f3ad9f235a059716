/** Ways to a milder word that used to work: each ends at the word that was said before, until a person says otherwise. */
import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queryRows, runSql } from '../support/sql.ts';
import { type Place, place } from './databases.ts';
import { installedProject } from './installed.ts';

const reset = ['migrate', 'reset', '--force'] as const;
const migrations = { '20260101000000_init': 'CREATE TABLE after_reset (id INTEGER PRIMARY KEY);' };
const kept =
  "CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(20)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";

const say = (at: Place, policy: object) => writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify(policy));

test('a milder word waits for a person, whichever way it came, and the rows are there', async () => {
  const at = await place(6, 'sqlite', { engine: 'wasm', migrations });
  await runSql('sqlite', at.url, kept);
  const rows = () => queryRows('sqlite', at.url, 'SELECT * FROM kept ORDER BY id');
  const before = await rows();
  const refused = async (more: Parameters<Place['run']>[2] = {}, by: Pick<Place, 'run'> = at) => {
    const ran = await by.run('prisma', reset, more);
    expect(ran.exitCode, ran.stderr + ran.stdout).toBe(77);
    expect(await rows()).toEqual(before);
    return ran.stderr.replace(/\s+/g, ' ');
  };
  say(at, { environments: { [at.label]: 'production' } });
  expect(await refused()).not.toContain('remember');

  // The policy edited, the file removed, a home that is another.
  for (const policy of [{ disposable: [at.label] }, { environments: { [at.label]: 'development' } }, {}]) {
    say(at, policy);
    expect(await refused()).toContain('prisma-interlock allow');
  }
  rmSync(join(at.dir, 'prisma-interlock.json'));
  const elsewhere = {
    HOME: join(at.dir, 'prisma'),
    XDG_CONFIG_HOME: join(at.dir, 'prisma'),
    XDG_STATE_HOME: join(at.dir, 'x'),
  };
  await refused({ env: elsewhere });
  await refused({ env: { CLAUDECODE: '1' } });
  await refused({ env: { CI: 'true', PRISMA_INTERLOCK_CONFIRM: at.label } });

  // A link that leads nowhere may have forbidden it.
  symlinkSync(join(at.dir, 'gone.json'), join(at.dir, 'prisma-interlock.json'));
  expect((await at.run('prisma', reset)).exitCode).toBe(78);
  rmSync(join(at.dir, 'prisma-interlock.json'));

  // Another project that names the file, and a copy of this one's folder beside it.
  const other = installedProject({
    major: 6,
    provider: 'sqlite',
    url: at.url,
    engine: 'wasm',
    env: { TEST_HOME: at.env['TEST_HOME'] ?? '' },
  });
  await refused({ env: { CLAUDECODE: '1' } }, other);
  cpSync(join(at.dir, 'prisma', 'schema.prisma'), join(other.dir, 'prisma', 'schema.prisma'));
  await refused({}, other);

  // Neither an agent nor a pipe speaks for a person.
  say(at, { disposable: [at.label] });
  for (const env of [{}, { CLAUDECODE: '1' }, { CI: 'true' }] as Record<string, string>[]) {
    for (const words of [['allow'], ['forget', at.url.slice('file:'.length)]]) {
      const ran = await at.run('prisma-interlock', words, { env, input: `${at.label}\n` });
      expect(ran.exitCode, ran.stderr).toBe(75);
    }
  }
  await refused();

  // A person does, and what has not always been disposable is backed up all the same.
  const terminal = at.terminal('prisma-interlock', ['allow']);
  await terminal.waitFor(`type: ${at.label}`);
  terminal.type(`${at.label}\r`);
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
  const [known] = (await at.run('prisma-interlock', ['known', '--json'])).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(known).toMatchObject({
    label: at.url.slice('file:'.length),
    word: 'test',
    strictest: 'production',
    from: 'person',
  });
  expect(at.backups()).toEqual([]);
  const ran = await at.run('prisma', reset);
  expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
  expect(at.backups()).toHaveLength(1);
}, 240_000);

test('a first day with a committed policy has no question, and nothing that is written twice', async () => {
  const at = await place(6, 'sqlite', { engine: 'wasm', migrations });
  say(at, { disposable: [at.label] });
  for (let time = 0; time < 2; time++) {
    const ran = await at.run('prisma', reset);
    expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
    expect(ran.stderr).not.toMatch(/remember|allow/);
  }
  expect(at.backups()).toEqual([]);
  // What cannot be read makes nothing milder, and is said.
  writeFileSync(join(at.env['TEST_HOME'] ?? '', '.local/state/prisma-interlock/known.json'), '{');
  const ran = await at.run('prisma', reset);
  expect(ran.exitCode, ran.stderr).toBe(75);
  expect(ran.stderr.replace(/\s+/g, ' ')).toContain('known.json is damaged');
});
