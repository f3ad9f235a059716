/**
 * Many guarded lines at once: none is refused for being slow, none goes unjudged, and every backup is whole. `npm run crowd`
 * lets twenty come.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../support/run.ts';
import { createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { readCalls } from '../support/tripwire.ts';
import { type Place, place } from './databases.ts';

const size = Number(process.env['CROWD'] ?? 6);
const rows = 'CREATE TABLE people (id INTEGER PRIMARY KEY); INSERT INTO people VALUES (1);';
const push = ['db', 'push'];

function expectAllJudged(at: Place, lines: number): void {
  const calls = readCalls(at.log);
  expect(calls.filter(({ method }) => method === 'schemaPush')).toHaveLength(lines);
  expect(at.audit().filter(({ event }) => event === 'begin')).toHaveLength(lines);
  expect(at.audit().filter(({ event }) => event === 'end')).toHaveLength(lines);
  expect(at.audit().filter(({ event }) => event === 'refused')).toEqual([]);
  expect(at.leftovers()).toEqual([]);
}

test.each(['sqlite', 'postgresql'] as const)('on one database of %s', { timeout: 300_000 }, async (provider) => {
  const at = await place(7, provider, { files: { 'prisma-interlock.json': '{"backup":{"keep":50}}' } });
  await runSql(provider, at.url, rows);
  const ran = await Promise.all(Array.from({ length: size }, () => at.run('prisma', push, { timeoutMs: 280_000 })));
  for (const { exitCode, stderr } of ran) expect(exitCode, stderr).toBe(0);
  expectAllJudged(at, size);
  // Where nothing has changed since the last one that stands for the next line too.
  const named = at.audit().flatMap(({ event, backups }) => (event === 'begin' ? [backups ?? []] : []));
  for (const backups of named) expect(at.backups()).toEqual(expect.arrayContaining([backups[0]]));
  expect(new Set(named.flat()).size).toBe(at.backups().length);
  for (const id of at.backups().slice(0, 2)) {
    const verified = await at.run('prisma-interlock', ['verify', id], { timeoutMs: 100_000 });
    expect(verified.exitCode, verified.stderr).toBe(0);
  }
});

test.each(['sqlite', 'postgresql'] as const)(
  'on as many databases of %s, of one project each',
  { timeout: 300_000 },
  async (provider) => {
    const at = await place(7, 'sqlite');
    const folders = Array.from({ length: size }, (_, index) => join(at.dir, `app-${index}`));
    const made: string[] = [];
    for (const folder of folders) {
      const url = await ownDatabase(provider, folder);
      made.push(url);
      mkdirSync(join(folder, 'prisma'), { recursive: true });
      symlinkSync(join(at.dir, 'node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'package.json'), '{"name":"app"}');
      writeFileSync(join(folder, 'prisma', 'schema.prisma'), `datasource db {\n  provider = "${provider}"\n}\n`);
      writeFileSync(
        join(folder, 'prisma.config.ts'),
        `export default { schema: 'prisma/schema.prisma', datasource: { url: '${provider === 'sqlite' ? 'file:./own.db' : url}' } };\n`,
      );
      await runSql(provider, url, rows);
    }
    const ran = await Promise.all(
      folders.map((cwd) =>
        run(join(at.dir, 'node_modules', '.bin', 'prisma'), push, { cwd, env: at.env, timeoutMs: 280_000 }),
      ),
    );
    for (const { exitCode, stderr } of ran) {
      expect(exitCode, stderr).toBe(0);
      expect(stderr).toContain('backup-made');
    }
    const urls = readCalls(at.log)
      .filter(({ method }) => method === 'schemaPush')
      .map(({ cwd }) => cwd);
    expect(new Set(urls).size).toBe(size);
    expect(new Set(made).size).toBe(size);
  },
);

async function ownDatabase(provider: 'sqlite' | 'postgresql', folder: string): Promise<string> {
  if (provider === 'sqlite') return `file:${join(folder, 'own.db')}`;
  const database = await createPostgresDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}
