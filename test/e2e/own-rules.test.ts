/** What the owners of a database say of a command, with the real Prisma. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { behindGate } from '../gate/behind-gate.ts';
import { runSql } from '../support/sql.ts';
import { isMutating } from '../support/tripwire.ts';
import { place } from './databases.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };

test('a rule of the policy asks before a push that would pass, at the shim and at the gate alone', async () => {
  const files = {
    'prisma.config.ts':
      "import 'prisma-interlock/config';\nexport default { schema: 'prisma/schema.prisma', datasource: { url: 'file:./dev.db' } };\n",
  };
  const at = behindGate(await place(7, 'sqlite', { migrations, files, urlIn: 'schema' }));
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1);');
  const when = { commands: ['db push'] };
  const rule = { id: 'careful', when, risk: 'destroy', because: 'others work here', where: [at.label] };
  const say = (more: object) =>
    writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify({ rules: [{ ...rule, ...more }] }));
  say({});
  const why = 'Its owners say that such a line destroys data (rule careful): others work here.';

  const shim = await at.run('prisma', ['db', 'push']);
  expect(shim.exitCode, shim.stderr).toBe(75);
  expect(shim.stderr.replace(/\s+/g, ' ')).toContain(why);
  const gate = await at.prisma(['db', 'push']);
  expect(gate.exitCode, gate.stderr).toBe(1);
  expect(gate.stderr.replace(/\s+/g, ' ')).toContain(why);
  expect(isMutating(at.calls())).toBe(false);

  const told = JSON.parse((await at.run('prisma-interlock', ['explain', '--json', '--', 'db', 'push'])).stdout);
  expect(told).toMatchObject({ rule: 'db-push', ownRule: 'careful', risk: 'destroy' });
  expect(at.audit().at(-1)).toMatchObject({ event: 'refused', ownRule: 'careful' });

  // A word typed for the line is one for its calls.
  const terminal = at.terminal('prisma', ['db', 'push']);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
  expect(at.backups()).toHaveLength(1);

  // Of another database it says nothing.
  say({ where: ['other@localhost'] });
  expect((await at.run('prisma', ['db', 'push'])).exitCode).toBe(0);
  say({ when: { commands: ['db psuh'] } });
  expect((await at.run('prisma', ['db', 'push'])).exitCode).toBe(78);
});

test('an exception whose day is over frees nothing, and is said wherever somebody asks', async () => {
  const at = await place(7, 'sqlite', { migrations });
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1);');
  const until = (day: string) => {
    const disposable = [{ database: at.label, until: day }];
    writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify({ disposable }));
  };
  const told = `"${at.label}" was disposable until 2020-01-31, and is so no more.`;
  const flat = (text: string) => text.replace(/\s+/g, ' ');
  until('2020-01-31');
  const refused = await at.run('prisma', ['db', 'push', '--force-reset']);
  expect(refused.exitCode, refused.stderr).toBe(75);
  expect(flat(refused.stderr)).toContain(told);
  expect(isMutating(at.calls())).toBe(false);
  for (const words of [['explain', '--', 'db', 'push'], ['status'], ['doctor']]) {
    expect(flat((await at.run('prisma-interlock', words)).stdout), words[0]).toContain(told);
  }
  until('2020-02-31');
  expect((await at.run('prisma', ['db', 'push'])).exitCode).toBe(78);
});
