import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestDatabase } from './digest.ts';
import { makeProject } from './project.ts';
import { richMigration, richSeed } from './rich.ts';
import { createMariadbDatabase, createPostgresDatabase } from './servers.ts';
import { runSql } from './sql.ts';
import { share } from './sweep.ts';

const cases = ([6, 7] as const).flatMap((major) =>
  (['sqlite', 'postgresql', 'mysql'] as const).map((provider) => ({ major, provider })),
);

// Both of them, and all of the three.
test.each(share(cases, 2))(
  'Prisma $major deploys the rich migration on $provider, and a reset leaves no row of it',
  async ({ major, provider }) => {
    const create = { sqlite: undefined, postgresql: createPostgresDatabase, mysql: createMariadbDatabase }[provider];
    const database = await create?.();
    const migrations = { '20260101000000_rich': richMigration(provider) };
    const project = makeProject({ major, provider, url: database?.url ?? 'file:./dev.db', migrations, engine: 'wasm' });
    const url = database?.url ?? `file:${join(project.dir, major === 6 ? 'prisma/dev.db' : 'dev.db')}`;
    const prisma = async (...argv: string[]) => {
      const { exitCode, stdout, stderr } = await project.prisma(argv);
      expect(exitCode, stdout + stderr).toBe(0);
    };
    const rowsOfRich = async () => {
      const { tables, objects } = await digestDatabase(provider, url);
      const ours = Object.entries(tables).filter(
        ([name]) => !name.includes('_prisma_migrations') && !name.includes('Summary'),
      );
      return { rows: ours.reduce((sum, [, table]) => sum + table.rows, 0), objects: objects.length };
    };

    await prisma('migrate', 'deploy');
    const empty = await rowsOfRich();
    expect(empty.rows).toBe(0);
    await runSql(provider, url, richSeed(provider));
    expect((await rowsOfRich()).rows).toBeGreaterThan(10);
    await prisma('migrate', 'reset', '--force');
    // `user_version`, which the seed of SQLite sets, is part of the file that the reset throws away.
    expect(await rowsOfRich()).toEqual(empty);
    project.cleanup();
    await database?.drop();
  },
);
