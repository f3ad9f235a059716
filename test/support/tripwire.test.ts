import { afterEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, type ProjectOptions } from './project.ts';
import { openTerminal } from './pty.ts';
import { share } from './sweep.ts';
import { describeCalls, effectOf, isDestructive, isMutating } from './tripwire.ts';

const url = 'postgresql://app:secret@127.0.0.1:1/app';
let project: Project;
afterEach(() => project.cleanup());

const make = (major: 5 | 6 | 7, more: Partial<ProjectOptions> = {}) => {
  project = makeProject({
    major,
    provider: 'postgresql',
    url,
    migrations: { '20260101000000_init': 'SELECT 1;' },
    ...more,
  });
  return project;
};

describe.each([5, 6, 7] as const)('the tripwire under Prisma %i', (major) => {
  test('a forced reset is seen with its URL, and is destructive', async () => {
    const { stdout } = await make(major, { seed: true }).prisma(['migrate', 'reset', '--force']);
    expect(stdout).toContain('Database reset successful');
    const seeded = major === 7 ? [] : ['SEED'];
    expect(describeCalls(project.calls())).toEqual(['can-connect-to-database', 'reset', 'applyMigrations', ...seeded]);
    expect(
      project
        .calls()
        .slice(0, 3)
        .map((call) => call.url),
    ).toContain(url);
    expect(project.calls().find((call) => call.method === 'reset')?.url).toBe(url);
    expect(isDestructive(project.calls())).toBe(true);
  });

  test('a push mutates and destroys nothing, and with --accept-data-loss it does destroy', async () => {
    await make(major).prisma(['db', 'push']);
    expect(describeCalls(project.calls())).toEqual(['can-connect-to-database', 'schemaPush(force:false)']);
    expect([isMutating(project.calls()), isDestructive(project.calls())]).toEqual([true, false]);
    await project.prisma(['db', 'push', '--accept-data-loss']);
    expect(isDestructive(project.calls())).toBe(true);
  });

  test('told of drift, only Prisma 5 offers to reset', async () => {
    const ran = await make(major, { env: { TRIPWIRE_SAYS: 'drift' } }).prisma(['migrate', 'dev', '--name', 'x']);
    expect(ran.exitCode).toBe(major === 5 ? 1 : 130);
    expect(isMutating(project.calls())).toBe(false);
  });

  test('a project with a directUrl or a literal URL is connected to as Prisma would', async () => {
    const direct = 'postgresql://app:secret@127.0.0.1:2/direct';
    await make(major, { urlIn: 'schema', ...(major === 7 ? {} : { directUrl: direct }) }).prisma(['db', 'push']);
    expect(project.calls().at(-1)?.url).toBe(major === 7 ? url : direct);
  });
});

describe.each(share([7, 6, 5] as const, 3))('what else the tripwire does under Prisma %i', (major) => {
  test('looking at the status only reads', async () => {
    const { stdout } = await make(major).prisma(['migrate', 'status']);
    expect(stdout).toContain('Database schema is up to date');
    expect(isMutating(project.calls())).toBe(false);
    expect(project.calls().map(effectOf)).toContain('reads');
  });

  test('told of data loss, Prisma stops a push that nobody can confirm', async () => {
    const ran = await make(major, { env: { TRIPWIRE_SAYS: 'data-loss' } }).prisma(['db', 'push']);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout + ran.stderr).toContain('drop the column `name`');
  });

  test('told of data loss at a terminal, Prisma asks, and a yes pushes with force', async () => {
    const { node, cli, dir, env } = make(major, { env: { TRIPWIRE_SAYS: 'data-loss' } });
    const terminal = openTerminal(node, [cli, 'db', 'push'], { cwd: dir, env });
    await terminal.waitFor('Do you want to ignore the warning(s)?');
    terminal.type('y');
    expect(await terminal.ended()).toEqual({ exitCode: 0, signal: undefined });
    expect(describeCalls(project.calls()).at(-1)).toBe('schemaPush(force:true)');
  });

  test('told to fail at the first question, Prisma stops there and names the failure', async () => {
    const ran = await make(major, { env: { TRIPWIRE_SAYS: 'fail:can-connect-to-database' } }).prisma(['db', 'push']);
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('told to fail can-connect-to-database');
    expect(describeCalls(project.calls())).toEqual(['can-connect-to-database']);
  });

  test('told to fail a call, Prisma makes no further one', async () => {
    const argv = ['db', 'push', '--force-reset'];
    const ran = await make(major, { env: { TRIPWIRE_SAYS: 'fail:reset' } }).prisma(argv);
    expect(ran.exitCode).toBe(1);
    expect(describeCalls(project.calls())).toEqual(['can-connect-to-database', 'reset']);
  });

  test('a diff of migrations is seen to wipe the shadow database it names', async () => {
    const shadow = 'postgresql://app:secret@127.0.0.1:1/shadow';
    const diff = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-empty'];
    const flag = major === 7 ? [] : ['--shadow-database-url', shadow];
    await make(major, major === 7 ? { shadowUrl: shadow } : {}).prisma([...diff, ...flag]);
    expect(project.calls().map((call) => [effectOf(call), call.shadowUrl])).toEqual([['shadow', shadow]]);
  });
});
