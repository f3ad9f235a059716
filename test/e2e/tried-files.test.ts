/** Ways round a word by another path of the same SQLite file. */
import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { debianProgram } from '../support/debian-program.ts';
import { run } from '../support/run.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { type Place, place } from './databases.ts';

const migrations = { '20260101000000_drop': 'DROP TABLE kept;' };
const kept = "CREATE TABLE kept (id INTEGER PRIMARY KEY, what TEXT); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";
const rowsIn = (file: string) => queryRows('sqlite', `file:${file}`, 'SELECT * FROM kept ORDER BY id');

/** A shell's line in a name space of its own for what is mounted, which goes with it. */
const apart = (at: Place, line: string, env: Record<string, string>) =>
  run('unshare', ['--mount', 'sh', '-ec', line], { cwd: at.dir, env: { ...at.env, ...env } });
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** One that the policy calls production, and of which nothing is remembered. */
async function production(names: readonly string[]): Promise<{ at: Place; file: string }> {
  const at = await place(6, 'sqlite', { engine: 'wasm', migrations });
  await runSql('sqlite', at.url, kept);
  const environments = Object.fromEntries(names.map((name) => [name, 'production']));
  writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify({ environments }));
  return { at, file: at.url.slice('file:'.length) };
}

/** Ends with the code of a refusal: of the reset, and of an agent's migration. */
const lines =
  'code=0; prisma migrate reset --force || code=$?; [ $code = 77 ]; CLAUDECODE=1 prisma migrate deploy || code=$?; [ $code = 75 ]';

describe('production by policy is production', () => {
  test('under a hard link', async () => {
    const { at, file } = await production(['prisma/dev.db']);
    const before = await rowsIn(file);
    const other = join(at.dir, 'elsewhere.db');
    linkSync(file, other);
    const ran = await run('sh', ['-ec', lines], { cwd: at.dir, env: { ...at.env, DATABASE_URL: `file:${other}` } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await rowsIn(file)).toEqual(before);
  });

  test.runIf(isRoot)('in a bind mount', async () => {
    const { at, file } = await production(['prisma/dev.db']);
    const before = await rowsIn(file);
    const mounted = join(at.dir, 'mounted');
    mkdirSync(mounted);
    const bound = `mount --bind prisma mounted; test -s mounted/dev.db; ${lines}`;
    const ran = await apart(at, bound, { DATABASE_URL: `file:${mounted}/dev.db` });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(existsSync(join(mounted, 'dev.db'))).toBe(false);
    expect(await rowsIn(file)).toEqual(before);
  });

  describe.runIf(isRoot && existsSync('/dev/fuse'))('where the file system folds case', () => {
    beforeAll(async () => void (await debianProgram('lowntfs-3g', 'ntfs-3g')), 600_000);

    test('by another case of its name', async () => {
      const { at, file } = await production(['ntfs/dev.db']);
      const before = await rowsIn(file);
      mkdirSync(join(at.dir, 'ntfs'));
      const folding = [
        'truncate --size=8M image',
        'mkntfs --force --quick image',
        'lowntfs-3g -o ignore_case image ntfs',
        'cp prisma/dev.db ntfs/dev.db',
        'test -s ntfs/DEV.DB',
        lines,
        'cp ntfs/dev.db after.db',
        'for i in 1 2 3 4 5 6 7 8 9; do umount ntfs && exit; sleep 1; done; exit 1',
      ].join('; ');
      const ran = await apart(at, folding, { DATABASE_URL: `file:${join(at.dir, 'ntfs', 'DEV.DB')}` });
      expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
      expect(await rowsIn(join(at.dir, 'after.db'))).toEqual(before);
    });
  });
});

test('a copy is another file: what is remembered of the first is not said of it, and it has a question of its own', async () => {
  const { at, file } = await production(['prisma/dev.db']);
  expect((await at.run('prisma', ['migrate', 'reset', '--force'])).exitCode).toBe(77);
  rmSync(join(at.dir, 'prisma-interlock.json'));
  copyFileSync(file, join(at.dir, 'copy.db'));
  const ran = await at.run('prisma', ['migrate', 'reset', '--force'], {
    env: { DATABASE_URL: `file:${join(at.dir, 'copy.db')}` },
  });
  expect(ran.exitCode, ran.stderr).toBe(75);
  expect(ran.stderr).toContain('development');
  expect(await rowsIn(join(at.dir, 'copy.db'))).toEqual(await rowsIn(file));
});
