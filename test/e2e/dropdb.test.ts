import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { loadRich } from '../support/rich.ts';
import { place } from './databases.ts';

test('dropdb is asked for, kept, done, and made good by a restore', async () => {
  const at = await place(6, 'postgresql', { engine: 'wasm' });
  await loadRich('postgresql', at.url);
  const before = await digestDatabase('postgresql', at.url);
  const { hostname, port, username, password, pathname } = new URL(at.url);
  const env = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password };
  const name = pathname.slice(1);

  const piped = await at.run('dropdb', [name], { env, input: 'y\nDESTROY_DATA\n' });
  expect({ exitCode: piped.exitCode, stdout: piped.stdout }, piped.stderr).toEqual({ exitCode: 75, stdout: '' });
  const declined = at.terminal('dropdb', ['-f', name], env);
  await declined.waitFor('Type DESTROY_DATA to go on');
  declined.press('ctrl-c');
  expect((await declined.ended()).exitCode).toBe(130);
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);
  expect((await at.run('dropdb', [name], { env: { ...env, NODE_ENV: 'production' } })).exitCode).toBe(77);
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);

  const terminal = at.terminal('dropdb', [name], env);
  await terminal.waitFor(at.label);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
  await expect(digestDatabase('postgresql', at.url)).rejects.toThrow('does not exist');

  const [id = ''] = at.backups();
  const restoring = at.terminal('prisma-interlock', ['restore', id]);
  await restoring.waitFor(`Replace ${at.label}? (y/N)`);
  restoring.type('y\r');
  expect((await restoring.ended(60_000)).exitCode, restoring.screen()).toBe(0);
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);
});

test('a harmless dropdb goes straight to the real one', async () => {
  const at = await place(6, 'postgresql');
  const { stdout, exitCode } = await at.run('dropdb', ['--version']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^dropdb \(PostgreSQL\) \d+/) });
  expect(at.audit()).toEqual([]);
});

test('a dropdb that cannot be started is no crash of ours', async () => {
  const at = await place(6, 'postgresql');
  const folder = join(at.dir, '.home', 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'dropdb'), '#!/no/such/interpreter\n', { mode: 0o755 });
  const path = at.env['PATH']?.replace(':', `:${folder}:`) ?? '';
  const { exitCode, stdout, stderr } = await at.run('dropdb', ['--version'], { env: { PATH: path } });
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 126, stdout: '' });
  expect(stderr).toContain('prisma-interlock[cli-unusable]');
});
