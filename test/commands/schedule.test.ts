import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { cronLine } from '../../src/commands/schedule-cron.ts';
import type { Job } from '../../src/commands/schedule-job.ts';
import { systemdUnits } from '../../src/commands/schedule-systemd.ts';
import { scratchFolder } from '../backup/engines/scratch.ts';
import { debianProgram } from '../support/debian-program.ts';
import { makeProject } from '../support/project.ts';
import { run } from '../support/run.ts';
import { runSql } from '../support/sql.ts';
import { call } from './call.ts';
import { installInterlock } from './installed.ts';

let interlock: ReturnType<typeof installInterlock>;
let crontab: string;
let analyze: string;
beforeAll(async () => {
  interlock = installInterlock();
  crontab = await debianProgram('crontab', 'cron');
  analyze = await debianProgram('systemd-analyze', 'systemd');
}, 600_000);
afterAll(() => interlock.remove());

const awkward = `my %d "shop" $HOME's`;

/** A project's folder, and a home beside it. */
function project(name = 'shop', policy = '{}'): { root: string; home: string; run: typeof call } {
  const folder = realpathSync(scratchFolder());
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, 'prisma-interlock.json'), policy);
  writeFileSync(join(root, 'package-lock.json'), '{}');
  const home = join(folder, 'home');
  return { root, home, run: (argv) => call(argv, { cwd: root, env: { HOME: home } }) };
}

function jobIn(root: string, program: string): Job {
  const target = ['--schema', 'a %h b.prisma'];
  return {
    root,
    name: 'prisma-interlock-x',
    hour: 3,
    minute: 7,
    searchPath: '/usr/bin:/bin',
    backup: [program, 'backup', '--scheduled', ...target],
    check: [program, 'status', '--check', ...target],
    target,
  };
}

/** A program that says where it was started and with which words. */
function echoing(folder: string, name: string): string {
  const program = join(folder, name);
  writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$PWD" "$@" >> "$SAYS"\nprintf "all is well"\n');
  chmodSync(program, 0o755);
  return program;
}

test('without --write, and with nobody to ask, the units are shown and nothing is written', async () => {
  const { root, home, run: here } = project();
  const { exitCode, stdout, stderr } = await here(['schedule', 'systemd', '--at', '22:05']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`# ${home}/.config/systemd/user/prisma-interlock-shop-`);
  expect(stdout).toContain('OnCalendar=*-*-* 22:05:00\n');
  expect(stdout).toContain(`WorkingDirectory=${root}\n`);
  expect(stdout).toMatch(/^ExecStart="\/.*" "\/.*\/bin\/prisma-interlock\.js" "backup" "--scheduled"$/m);
  expect(stderr).toContain('Nothing was written');
  expect(existsSync(home)).toBe(false);
});

test('with --write the units are there, systemd takes them, and a second time there is nothing to do', async () => {
  const { home, run: here } = project(awkward);
  const written = await here(['schedule', 'systemd', '--write']);
  expect(written.exitCode).toBe(0);
  expect(written.stderr).toMatch(/systemctl --user enable --now prisma-interlock-my-d-shop-home-s-[0-9a-f]{6}\.timer/);
  const folder = join(home, '.config', 'systemd', 'user');
  const names = readdirSync(folder).sort();
  expect(names.map((name) => name.split('.')[1])).toEqual(['service', 'timer']);
  for (const name of names) {
    const { status, stderr } = verifyUnit(join(folder, name));
    expect({ status, stderr: complaints(stderr, folder) }).toEqual({ status: 0, stderr: '' });
  }
  expect((await here(['schedule', 'systemd', '--write'])).stdout).toContain('Nothing to do');
});

test('systemd finds a program whose path has blanks, dollar and percent signs', () => {
  const folder = scratchFolder();
  const program = echoing(folder, 'say %n $HOME twice');
  for (const [name, text] of Object.entries(systemdUnits(jobIn(folder, program))))
    writeFileSync(join(folder, name), text);
  const verify = () => verifyUnit(join(folder, 'prisma-interlock-x.service'));
  const { status, stderr } = verify();
  expect({ status, stderr: complaints(stderr, folder) }).toEqual({ status: 0, stderr: '' });
  // The check is one: without the program systemd says so.
  chmodSync(program, 0o644);
  expect(verify().stderr).toContain('is not executable');
});

/** As a user's own service manager reads it, without one that runs. */
function verifyUnit(file: string): { status: number | null; stderr: string } {
  const env = { ...process.env, XDG_RUNTIME_DIR: scratchFolder() };
  return spawnSync(analyze, ['verify', '--user', file], { encoding: 'utf8', env });
}

/** What systemd says of our files: of the machine's own units it may say more. */
function complaints(stderr: string, folder: string): string {
  return stderr
    .split('\n')
    .filter((line) => line.includes(folder) || line.includes('prisma-interlock'))
    .join('\n');
}

test('a program that systemd would not start is refused', () => {
  const job = jobIn('/srv/shop', '/opt/"node"');
  expect(() => systemdUnits(job)).toThrow('No schedule was made.');
});

test('a line for cron is one line that crontab takes', async () => {
  const { run: here } = project(awkward);
  const { exitCode, stdout, stderr } = await here(['schedule', 'cron', '--at', '03:05']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^5 3 \* \* \* cd .*\n$/);
  expect(stderr).toContain('| crontab -');
  const file = join(scratchFolder(), 'crontab');
  writeFileSync(file, stdout);
  const dry = spawnSync(crontab, ['-n', file], { encoding: 'utf8' });
  expect({ status: dry.status, stderr: dry.stderr }).toEqual({
    status: 0,
    stderr: expect.not.stringMatching(/error|bad/i),
  });
  writeFileSync(file, stdout.replace('5 3', '5 33'));
  expect(spawnSync(crontab, ['-n', file]).status).not.toBe(0);
});

/** As cron(8) does it: the five fields off, a percent sign with a backslash is one, `sh -c`. */
function runAsCron(line: string, env: Record<string, string> = {}) {
  const command = line.trimEnd().replace(/^(?:\S+ ){5}/, '');
  expect(command.replaceAll('\\%', '')).not.toContain('%');
  return run('/bin/sh', ['-c', command.replaceAll('\\%', '%')], { cwd: '/', env: { PATH: '/usr/bin:/bin', ...env } });
}

test('what cron runs has every word as it is, whatever is in the paths, and is silent while all is well', async () => {
  const folder = realpathSync(scratchFolder());
  const root = join(folder, awkward);
  mkdirSync(root);
  const says = join(folder, 'says');
  const ran = await runAsCron(cronLine(jobIn(root, echoing(folder, 'say %n "it" \\ $HOME'))), { SAYS: says });
  expect(ran).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  const target = ['--schema', 'a %h b.prisma'];
  const words = [root, 'backup', '--scheduled', ...target, root, 'status', '--check', ...target];
  expect(readFileSync(says, 'utf8').trimEnd().split('\n')).toEqual(words);
});

test('the line that is printed makes a real backup when it runs, and says what is wrong when there is something', async () => {
  const at = makeProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  onTestFinished(() => at.cleanup());
  const root = realpathSync(at.dir);
  await runSql('sqlite', `file:${join(root, 'prisma', 'dev.db')}`, 'CREATE TABLE "User" (id INTEGER PRIMARY KEY)');
  const env = Object.fromEntries(Object.entries(at.env).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  const printed = await run(process.execPath, [interlock.program, 'schedule', 'cron'], { cwd: root, env: at.env });
  expect(printed.exitCode).toBe(0);
  const good = await runAsCron(printed.stdout, env);
  expect(good).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  const [backup = ''] = readdirSync(join(root, 'backups')).filter((name) => !name.startsWith('.'));
  expect(JSON.parse(readFileSync(join(root, 'backups', backup, 'manifest.json'), 'utf8'))).toMatchObject({
    kind: 'automatic',
    why: { reason: 'scheduled' },
  });
  mkdirSync(join(root, 'backups', backup.replace(/....$/, 'aaaa')));
  const warned = await runAsCron(printed.stdout, env);
  expect(warned.stdout).toMatch(/^BACKUP WARNING - prisma\/dev\.db: .*1 damaged backup/);
});

test('a GitHub workflow backs up and then checks, with the least rights, and without a secret in it', async () => {
  const { root, run: here } = project(awkward, '{"backup":{"repository":"/srv/backups"}}');
  mkdirSync(join(root, '..', '.git'));
  const { exitCode, stderr } = await here([
    'schedule',
    'github',
    '--write',
    '--runs-on',
    'self-hosted',
    '--schema',
    "a b's.prisma",
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('gh secret set DATABASE_URL') });
  const text = readFileSync(join(root, '..', '.github', 'workflows', 'prisma-interlock-backup.yml'), 'utf8');
  const workflow = parse(text, { strict: true });
  expect(workflow).toMatchObject({
    on: { schedule: [{ cron: '17 3 * * *' }], workflow_dispatch: null },
    permissions: { contents: 'read' },
    jobs: { backup: { 'runs-on': 'self-hosted', defaults: { run: { 'working-directory': awkward } } } },
  });
  const steps = workflow.jobs.backup.steps as { uses?: string; run?: string; env?: object }[];
  expect(steps.map((step) => step.run ?? step.uses?.replace(/@[0-9a-f]{40}$/, ''))).toEqual([
    'actions/checkout',
    'actions/setup-node',
    'npm ci',
    `npx prisma-interlock backup --scheduled --schema 'a b'\\''s.prisma'`,
    `npx prisma-interlock status --check --schema 'a b'\\''s.prisma'`,
  ]);
  for (const step of steps.slice(3)) expect(step.env).toEqual({ DATABASE_URL: `\${{ secrets.DATABASE_URL }}` });
});

for (const [why, policy, argv] of [
  ['in the checkout', '{}', ['--runs-on', 'self-hosted']],
  ["on a machine of GitHub's", '{"backup":{"repository":"/srv/backups"}}', []],
] as const) {
  test(`no workflow is made whose backups would be lost ${why}`, async () => {
    const { root, run: here } = project('shop', policy);
    const { exitCode, stdout, stderr } = await here(['schedule', 'github', '--write', ...argv]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain('its backups would be lost');
    expect(existsSync(join(root, '.github'))).toBe(false);
  });
}

for (const [argv, words] of [
  [[], 'Which kind of schedule'],
  [['sytemd'], 'Did you mean systemd?'],
  [['cron', '--at', '24:00'], 'The time of day is like 03:17'],
  [['cron', '--at', '3'], 'The time of day is like 03:17'],
  [['cron', '--write'], 'crontab'],
] as const) {
  test(`"schedule ${argv.join(' ')}" is a usage error that helps`, async () => {
    const { exitCode, stdout, stderr } = await project().run(['schedule', ...argv]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(words);
  });
}

test('a path that neither cron nor systemd can hold is refused', async () => {
  const { exitCode, stderr } = await project('two\nlines').run(['schedule', 'systemd', '--write']);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('control character');
});
