import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { metricsText } from '../../src/commands/metrics.ts';
import { createHost } from '../../src/host.ts';
import { record } from '../../src/record/audit.ts';
import { makeProject, type Project } from '../support/project.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { type Called, call } from './call.ts';

type Run = (argv: readonly string[], hoursLater?: number) => Promise<Called>;

function commands(project: Project): Run {
  onTestFinished(() => project.cleanup());
  const env = Object.fromEntries(
    Object.entries(project.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  return (argv, hoursLater = 0) =>
    call(argv, { cwd: realpathSync(project.dir), env, now: new Date(Date.now() + hoursLater * 3_600_000) });
}

/** A project of Prisma 6 on SQLite; its file has one table. */
async function place(policy = '{}'): Promise<{ run: Run; project: Project; backups: string }> {
  const project = makeProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  const run = commands(project);
  const file = join(project.dir, 'prisma', 'dev.db');
  await runSql('sqlite', `file:${file}`, 'CREATE TABLE "User" (id INTEGER PRIMARY KEY, name TEXT)');
  writeFileSync(join(project.dir, 'prisma-interlock.json'), policy);
  return { run, project, backups: join(project.dir, 'backups') };
}

test('status --check is one line and an exit code: 0 fresh, 1 too old, 2 far too old', async () => {
  const { run } = await place();
  expect((await run(['backup'])).exitCode).toBe(0);
  const good = await run(['status', '--check']);
  expect(good).toEqual({ exitCode: 0, stdout: expect.any(String), stderr: '' });
  expect(good.stdout).toMatch(
    /^BACKUP OK - prisma\/dev\.db: just now, [\d.]+ kB, inspected \| age=\d+s;93600;187200 size=\d+B backups=1\n$/,
  );
  const late = await run(['status', '--check'], 27);
  expect(late.exitCode).toBe(1);
  expect(late.stdout).toMatch(/^BACKUP WARNING - prisma\/dev\.db: 27 h ago, .*; it is older than 26 h \| age=/);
  const old = await run(['status', '--check'], 53);
  expect(old.exitCode).toBe(2);
  expect(old.stdout).toMatch(/^BACKUP CRITICAL - /);
  expect((await run(['status', '--check'], -30)).stdout).toMatch(/^BACKUP WARNING - .* it is from the future/);
});

test('without a backup the check is critical, and a damaged one is no backup and is told', async () => {
  const { run, backups } = await place();
  const none = await run(['status', '--check']);
  expect(none).toMatchObject({ exitCode: 2, stdout: 'BACKUP CRITICAL - prisma/dev.db: there is no backup of it\n' });
  await run(['backup']);
  const [first = ''] = readdirSync(backups).filter((name) => !name.startsWith('.'));
  truncateSync(join(backups, first, 'database.sqlite'), 1);
  const damaged = await run(['status', '--check']);
  expect(damaged.exitCode).toBe(2);
  expect(damaged.stdout).toContain('there is no backup of it; 1 damaged backup in the repository');
  await run(['backup']);
  const beside = await run(['status', '--check']);
  expect(beside).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('1 damaged backup in the repository |'),
  });
});

test('a policy that asks for verified backups makes one that was only inspected a warning', async () => {
  const { run } = await place('{"backup":{"freshness":{"verified":true}}}');
  await run(['backup']);
  const { exitCode, stdout } = await run(['status', '--check']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('never restored and compared') });
});

test('where the check itself cannot be made it is critical, with the reason on the line', async () => {
  const { run, project } = await place('{"backup":{"kep":1}}');
  const invalid = await run(['status', '--check']);
  expect(invalid).toMatchObject({ exitCode: 2, stderr: '' });
  expect(invalid.stdout).toMatch(/^BACKUP CRITICAL - The policy is not valid.*prisma-interlock\.json:1:12.*\n$/);
  rmSync(join(project.dir, 'prisma-interlock.json'));
  rmSync(join(project.dir, 'prisma', 'schema.prisma'));
  const unknown = await run(['status', '--check']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stdout.trimEnd().split('\n')).toHaveLength(1);
});

test('the check as JSON has the grade and the faults', async () => {
  const { run } = await place();
  await run(['backup']);
  const { exitCode, stdout } = await run(['status', '--check', '--json'], 27);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'warning',
    grade: 1,
    target: 'prisma/dev.db',
    faults: ['it is older than 26 h'],
    backups: 1,
    damaged: 0,
  });
});

test('status for people says whether the last backup is fresh, and why not', async () => {
  const { run } = await place();
  expect((await run(['status'])).stdout).toMatch(/^last backup +none$/m);
  await run(['backup']);
  expect((await run(['status'])).stdout).toMatch(/^last backup .*, inspected\n +fresh$/m);
  expect((await run(['status'], 30)).stdout).toMatch(/^ +not fresh: it is older than 26 h$/m);
  expect(JSON.parse((await run(['status', '--json'], 30)).stdout).lastBackup).toMatchObject({
    fresh: false,
    faults: ['it is older than 26 h'],
  });
});

const sample = /^([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** Throws where a line is not of the exposition format, or a sample has no HELP and TYPE before it. */
function readMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const [helped, typed] = [new Set<string>(), new Set<string>()];
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.trimEnd().split('\n')) {
    const [, word, name = ''] = /^# (HELP|TYPE) (\S+) .+$/.exec(line) ?? [];
    if (word !== undefined) {
      const known = word === 'HELP' ? helped : typed;
      expect(known.has(name)).toBe(false);
      known.add(name);
      continue;
    }
    const [, metric = '', labels = '', value] = sample.exec(line) ?? [];
    expect(metric, line).not.toBe('');
    expect([helped.has(metric), typed.has(metric)]).toEqual([true, true]);
    values.set(`${metric}{${labels}}`, Number(value));
  }
  return values;
}

test('--format prometheus prints metrics of every database of the repository, and no exit code unless it is asked for', async () => {
  const { run } = await place();
  const empty = await run(['status', '--format', 'prometheus']);
  expect(empty.exitCode).toBe(0);
  expect(readMetrics(empty.stdout).get('prisma_interlock_backup_check_result{}')).toBe(2);
  await run(['backup']);
  const { stdout } = await run(['status', '--format', 'prometheus'], 2);
  const values = readMetrics(stdout);
  const labels = '{target="prisma/dev.db",provider="sqlite"}';
  const of = (name: string) => values.get(`prisma_interlock_backup_${name}${labels}`);
  expect(of('age_seconds')).toBeGreaterThanOrEqual(7200);
  expect(of('age_seconds')).toBeLessThan(7200 + 600);
  expect(Math.abs((of('timestamp_seconds') ?? 0) - Date.now() / 1000)).toBeLessThan(600);
  expect(of('size_bytes')).toBeGreaterThan(0);
  expect([of('verified'), of('count'), of('result')]).toEqual([0, 1, 0]);
  expect(values.get('prisma_interlock_backup_check_result{}')).toBe(0);
  expect((await run(['status', '--format', 'prometheus', '--check'], 60)).exitCode).toBe(2);
});

test('a name of a database with quotes, backslashes and line ends stays one label', async () => {
  const health = { label: 'a"b\\c\nd@h', provider: 'postgresql', newest: undefined, grade: 2, faults: [], backups: 0 };
  const text = metricsText(
    { grade: 2, own: undefined, all: [health as never], damaged: 0, problem: undefined },
    new Date(),
  );
  const values = readMetrics(text);
  expect([...values.keys()].filter((key) => key.includes('count'))).toHaveLength(1);
});

test('another format is a usage error', async () => {
  const { run } = await place();
  expect(await run(['status', '--format', 'xml'])).toMatchObject({ exitCode: 64, stdout: '' });
});

for (const [provider, create] of [
  ['postgresql', createPostgresDatabase],
  ['mysql', createMariadbDatabase],
] as const) {
  test(`of a ${provider} database a backup is checked, pinned and pruned, and its password is nowhere`, async () => {
    const password = `s3cret-${'x'.repeat(8)}`;
    const database = await create({ password });
    onTestFinished(() => database.drop());
    const project = makeProject({ major: 6, provider, url: database.url });
    const run = commands(project);
    writeFileSync(join(project.dir, 'prisma-interlock.json'), '{"backup":{"keep":1}}');
    await runSql(provider, database.url, 'CREATE TABLE users (id integer PRIMARY KEY); INSERT INTO users VALUES (1)');
    const outputs = [await run(['status', '--check'])];
    expect(outputs[0]?.exitCode).toBe(2);
    const made: string[] = [];
    for (let round = 0; round < 4; round++) {
      const backup = await run(['backup', '--scheduled', '--json']);
      expect(backup).toMatchObject({ exitCode: 0 });
      made.push((JSON.parse(backup.stdout) as { id: string }).id);
      if (round === 0) outputs.push(await run(['pin', made[0] ?? '']));
    }
    outputs.push(await run(['status', '--check']), await run(['status', '--format', 'prometheus']));
    expect(outputs.at(-2)?.exitCode).toBe(0);
    const listed = (await run(['list', '--json'])).stdout.trimEnd().split('\n');
    expect(listed.map((line) => (JSON.parse(line) as { id: string }).id).sort()).toEqual([made[0], made[3]].sort());
    await run(['unpin', made[0] ?? '']);
    outputs.push(await run(['prune']), await run(['prune', '--confirm']));
    expect(outputs.at(-1)?.stdout).toMatch(new RegExp(`^${made[0]} .*removed`, 'm'));
    expect((await run(['list', '--json'])).stdout).toContain(made[3]);
    expect(JSON.stringify(outputs)).not.toContain('s3cret');
  });
}

test('explain tells how the last backup stands, and whether the policy takes it in the place of a new one', async () => {
  const { run } = await place('{"backup":{"reuse":["development"]}}');
  const explain = async (hoursLater: number, ...line: string[]) => {
    const { exitCode, stdout } = await run(['explain', '--json', '--', ...line], hoursLater);
    expect(exitCode).toBe(0);
    return (JSON.parse(stdout) as { lastBackup: unknown }).lastBackup;
  };
  const none = { id: null, fresh: false, faults: ['there is no backup of it'], taken: false };
  expect(await explain(0, 'migrate', 'deploy')).toEqual(none);
  const id = (JSON.parse((await run(['backup', '--json'])).stdout) as { id: string }).id;
  expect(await explain(0, 'migrate', 'deploy')).toEqual({ id, fresh: true, faults: [], taken: true });
  expect(await explain(0, 'migrate', 'reset')).toEqual({ id, fresh: true, faults: [], taken: false });
  expect(await explain(30, 'migrate', 'deploy')).toMatchObject({ fresh: false, taken: false });
  expect(await explain(0, 'migrate', 'status')).toBeNull();
  const text = (await run(['explain', '--', 'migrate', 'deploy'])).stdout;
  expect(text).toContain('last backup');
});

test('a command that was killed is in the status until somebody has looked, and its half restore is not fresh', async () => {
  const { run, project, backups } = await place();
  await run(['backup']);
  const host = createHost();
  const root = realpathSync(project.dir);
  const begin = { event: 'begin', program: 'prisma', targets: ['prisma/dev.db'], backups: [] } as const;
  const killed = spawnSync(process.execPath, ['-e', '']).pid;
  const dead = Object.create(host, { pid: { value: killed } }) as typeof host;
  record(dead, root, { ...begin, id: 'killed', argv: ['migrate', 'deploy'] });
  record(host, root, { ...begin, id: 'running', argv: ['db', 'push'] });
  record(dead, root, { ...begin, id: 'ended', argv: ['db', 'seed'] });
  record(dead, root, { event: 'end', id: 'ended', exit: 0 });
  const first = (await run(['status'])).stdout;
  expect(first).toMatch(/^runs now +prisma db push, since /m);
  expect(first).toMatch(/^was killed +prisma migrate deploy \(/m);
  expect(first).not.toContain('db seed');
  expect(JSON.parse((await run(['status', '--json'])).stdout)).toMatchObject({
    running: [{ line: 'prisma db push' }],
    killed: [{ line: 'prisma migrate deploy', pid: killed }],
  });
  expect((await run(['status', '--seen'])).stdout).toContain('was killed');
  expect((await run(['status'])).stdout).not.toContain('was killed');

  const [id = ''] = readdirSync(backups).filter((name) => !name.startsWith('.'));
  const file = join(backups, id, 'manifest.json');
  const { checksum: _, ...manifest } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(
    file,
    JSON.stringify({ ...manifest, kind: 'automatic', why: { ...manifest.why, reason: 'before restore' } }),
  );
  expect((await run(['status'])).stdout).toMatch(/not fresh: the restore or undo .* is not known to have ended/);
  expect((await run(['status', '--check'])).exitCode).toBe(1);
});

test('a repository that is not there is told apart from one without backups', async () => {
  const { run, backups, project } = await place();
  const yet = await run(['list']);
  expect(yet).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('There is no repository yet') });
  const named = { backup: { repository: './elsewhere' } };
  writeFileSync(join(project.dir, 'prisma-interlock.json'), JSON.stringify(named));
  expect(await run(['list'])).toMatchObject({ exitCode: 73, stderr: expect.stringContaining('The policy names') });
  writeFileSync(join(project.dir, 'prisma-interlock.json'), '{}');
  await run(['backup']);
  const line = {
    event: 'begin',
    id: 'x',
    program: 'prisma',
    argv: ['db', 'push'],
    targets: ['a'],
    backups: ['b'],
  } as const;
  record(createHost(), realpathSync(project.dir), line);
  rmSync(backups, { recursive: true });
  const gone = await run(['list']);
  expect(gone).toMatchObject({ exitCode: 73, stderr: expect.stringContaining('prisma db push was backed up') });
  expect((await run(['status'])).stdout).toMatch(/^repository +.*backups: is not there$/m);
  expect((await run(['restore', 'latest'])).stderr).toContain('There is no repository in');
});
