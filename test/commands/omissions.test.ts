import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { openTerminal } from '../support/pty.ts';
import { run } from '../support/run.ts';
import { createPostgresDatabase } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { installInterlock } from './installed.ts';

let interlock: ReturnType<typeof installInterlock>;
beforeAll(() => {
  interlock = installInterlock();
});
afterAll(() => interlock.remove());

const check = 'constraint public.invitation.invitation_expires_check';

test('what a restored copy lacks is told by verify and list, asked for nobody without a terminal, and accepted by typing', async () => {
  const database = await createPostgresDatabase();
  onTestFinished(() => database.drop());
  const project = makeProject({ major: 6, provider: 'postgresql', url: database.url });
  onTestFinished(() => project.cleanup());
  const call = (argv: readonly string[]) =>
    run(process.execPath, [interlock.program, ...argv], { cwd: project.dir, env: project.env });
  const restore = (id: string) => {
    const options = { cwd: project.dir, env: { ...project.env, TERM: 'xterm' }, cols: 160 };
    const terminal = openTerminal(process.execPath, [interlock.program, 'restore', id, '--json'], options);
    onTestFinished(() => terminal.kill('SIGKILL'));
    return terminal;
  };
  const rows = async () => (await queryRows('postgresql', database.url, 'select count(*) as n from invitation'))[0]?.n;
  await runSql(
    'postgresql',
    database.url,
    `create table invitation(expires timestamptz check (expires > now()));
      insert into invitation values (now() + '0.2 second'); select pg_sleep(0.3)`,
  );
  const { id } = JSON.parse((await call(['backup', '--json'])).stdout);
  const omissions = [
    {
      kind: 'constraint',
      name: 'public.invitation.invitation_expires_check',
      how: 'weaker',
      why: 'check constraint "invitation_expires_check" of relation "invitation" is violated by some row',
    },
  ];

  const verified = await call(['verify', id, '--json']);
  expect(verified.exitCode, verified.stderr).toBe(75);
  expect(JSON.parse(verified.stdout)).toMatchObject({ id, check: 'inspected', verifiedBut: { omissions } });
  expect((await call(['list'])).stdout).toContain('restorable but for one thing');

  await runSql('postgresql', database.url, 'truncate invitation');
  const nobody = await call(['restore', id, '--json']);
  expect(nobody.exitCode).toBe(75);
  expect(JSON.parse(nobody.stdout)).toMatchObject({ restored: null, backup: id, omissions });
  expect(nobody.stderr).toContain(`weaker`);
  expect(nobody.stderr).toContain(`${check}: check constraint`);

  for (const [answer, exitCode, count] of [
    ['yes', 130, '0'],
    ['accept', 0, '1'],
  ] as const) {
    const terminal = restore(id);
    await terminal.waitFor('(y/N)');
    terminal.type('y');
    terminal.press('enter');
    await terminal.waitFor('To have all but this, type: accept');
    expect(terminal.screen()).toContain(check);
    terminal.type(answer);
    terminal.press('enter');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(exitCode);
    expect(await rows()).toBe(count);
  }
});
