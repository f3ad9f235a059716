import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { nodePath } from '../support/node-versions.ts';
import { runSql } from '../support/sql.ts';
import { effectOf } from '../support/tripwire.ts';
import { type Place, place } from './databases.ts';

const nodes = { 20: process.execPath, 22: nodePath(22), 24: nodePath(24) } as const;

async function project(): Promise<Place> {
  const at = await place(6, 'sqlite');
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER)');
  return at;
}

const changes = (at: Place) => at.calls().filter((call) => effectOf(call) !== 'reads');

test.each(Object.entries(nodes))(
  'a terminal that is closed at a question is a no, on Node %s',
  async (_version, node) => {
    const at = await project();
    const env = { PATH: `${dirname(node)}:${at.env['PATH']}` };
    const terminal = at.terminal('prisma', ['migrate', 'reset', '--force'], env);
    await terminal.waitFor('Type DESTROY_DATA');
    terminal.hangUp();
    expect(await terminal.ended()).toEqual({ exitCode: 130, signal: undefined });
    expect(changes(at)).toEqual([]);
    expect(at.audit().map(({ event, code }) => [event, code])).toEqual([['refused', 'declined']]);
  },
);

test.each(Object.entries(nodes))(
  'a terminal that is closed at a list to pick from is a no, on Node %s',
  // The kernel's second hang-up may meet a Node that is on its way out and has put its handlers down.
  { retry: 2 },
  async (_version, node) => {
    const at = await project();
    expect((await at.run('prisma-interlock', ['backup'])).exitCode).toBe(0);
    const terminal = at.terminal('prisma-interlock', ['restore'], { PATH: `${dirname(node)}:${at.env['PATH']}` });
    await terminal.waitFor('Which backup');
    terminal.hangUp();
    expect(await terminal.ended()).toEqual({ exitCode: 130, signal: undefined });
  },
);

test('a terminal that is closed while a backup is made ends us as it ends any program, before Prisma changes anything', async () => {
  const at = await project();
  const policy = join(at.dir, '.home/.config/prisma-interlock/policy.json');
  const engine = { kind: 'command', backup: ['/bin/sleep', '60'], restore: ['/bin/true'] };
  mkdirSync(dirname(policy), { recursive: true });
  writeFileSync(policy, JSON.stringify({ backup: { engine: { [at.label]: engine } } }));
  const terminal = at.terminal('prisma', ['db', 'push']);
  await terminal.waitFor('Backing up');
  terminal.hangUp();
  expect(await terminal.ended()).toMatchObject({ signal: 1 });
  expect(changes(at)).toEqual([]);
  expect(at.backups()).toEqual([]);
});
