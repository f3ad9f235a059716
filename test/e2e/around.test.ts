import { describe, expect, test } from 'vitest';
import { behindGate } from '../gate/behind-gate.ts';
import { run } from '../support/run.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { describeCalls, isMutating } from '../support/tripwire.ts';
import { type Place, place } from './databases.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "More" (id INTEGER PRIMARY KEY);' };

async function filled(major: 6 | 7, files: Readonly<Record<string, string>> = {}, more = {}) {
  const at = await place(major, 'sqlite', { migrations, seed: true, files, ...more });
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1), (2), (3);');
  return at;
}

const rowsIn = async ({ url }: Place) =>
  Number((await queryRows('sqlite', url, 'SELECT count(*) AS n FROM "User"'))[0]?.['n']);

/** A line of a shell that was started with `env`, in a session of its own. */
const inShell = (at: Place, line: string, env: Readonly<Record<string, string>>) =>
  run('/bin/sh', ['-c', `${line}; exit $?`], { cwd: at.dir, env: { ...at.env, ...env } });

describe.runIf(process.platform === 'linux')('what a line is not handed', () => {
  test('is found above it: the mark of an agent, and a variable that says production', async () => {
    const at = await filled(7);
    const marked = await inShell(at, 'env -u CLAUDECODE prisma db push --force-reset', { CLAUDECODE: '1' });
    expect(marked.exitCode, marked.stderr).toBe(75);
    expect(marked.stderr).toContain('only a person may confirm this command, and you are not one');
    expect(marked.stderr.replace(/\s+/g, ' ')).toContain('CLAUDECODE is set for sh (process ');
    const production = await inShell(at, 'env -u NODE_ENV prisma db push --force-reset', { NODE_ENV: 'production' });
    expect(production.exitCode, production.stderr).toBe(77);
    expect(production.stderr.replace(/\s+/g, ' ')).toContain('which has not handed it on');
    const gated = behindGate(at);
    const alone = `env -u CLAUDECODE "${at.node}" "${at.cli}" db push --force-reset`;
    const engine = {
      PRISMA_SCHEMA_ENGINE_BINARY: gated.gate,
      PRISMA_INTERLOCK_ENGINE: at.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '',
    };
    const atGate = await inShell(at, alone, { ...engine, CLAUDECODE: '1' });
    expect(atGate.stderr).toContain('only a person may confirm this command, and you are not one');
    expect(isMutating(at.calls())).toBe(false);
  });

  test('makes no agent of whoever works in a session that an agent has opened', async () => {
    const at = await filled(7);
    const ran = await inShell(at, 'setsid --wait env -u CLAUDECODE prisma db push --force-reset', { CLAUDECODE: '1' });
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(ran.stderr).toContain('there is nobody to ask');
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain('Claude Code may have opened it');
    expect(isMutating(at.calls())).toBe(false);
  });
});

describe('PRISMA_INTERLOCK_CONFIRM', () => {
  const production = (major: 6 | 7) =>
    JSON.stringify({ environments: { [major === 7 ? 'dev.db' : 'prisma/dev.db']: 'production' } });

  test('is no answer without a pipeline, nor from a file of the project, and the message says which', async () => {
    const at = await filled(7, { 'prisma-interlock.json': production(7) });
    const env = { PRISMA_INTERLOCK_CONFIRM: at.label };
    const alone = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(alone.exitCode, alone.stderr).toBe(75);
    expect(alone.stderr.replace(/\s+/g, ' ')).toContain('counts in a pipeline alone, and this is none');
    const wrong = await at.run('prisma', ['migrate', 'deploy'], {
      env: { CI: 'true', PRISMA_INTERLOCK_CONFIRM: 'other' },
    });
    expect(wrong.stderr.replace(/\s+/g, ' ')).toContain(
      'PRISMA_INTERLOCK_CONFIRM is "other", and this is about dev.db.',
    );
    expect(isMutating(at.calls())).toBe(false);
    expect(await rowsIn(at)).toBe(3);
  });

  test.each(oneOf([6, 7] as const, 0))(
    'is no answer of Prisma %i that only its .env has, at the gate alone',
    async (major) => {
      const label = major === 7 ? 'dev.db' : 'prisma/dev.db';
      const at = behindGate(
        await filled(major, {
          'prisma-interlock.json': production(major),
          '.env': `DATABASE_URL='file:./dev.db'\nCI=true\nPRISMA_INTERLOCK_CONFIRM=${label}\n`,
        }),
      );
      const ran = await at.bare(['migrate', 'deploy'], { CI: 'true' });
      expect(ran.exitCode, ran.stdout).toBe(1);
      expect(ran.stderr).toContain('prisma-interlock[approval-needed]');
      expect(isMutating(at.calls())).toBe(false);
      expect(await rowsIn(at)).toBe(3);
    },
  );
});

describe.each(oneOf([6, 7] as const, 1))('a file of variables that only Prisma %i reads', (major) => {
  test('speaks for explain, status and a seed as well', async () => {
    const at = await filled(major, { '.env': "DATABASE_URL='file:./dev.db'\nNODE_ENV=production\n" });
    const explained = await at.run('prisma-interlock', ['explain', '--json', '--', 'db', 'seed']);
    expect(JSON.parse(explained.stdout), explained.stderr).toMatchObject({ environment: { name: 'production' } });
    const status = await at.run('prisma-interlock', ['status', '--json']);
    expect(JSON.parse(status.stdout), status.stderr).toMatchObject({ environment: { name: 'production' } });
    const seed = await at.run('prisma', ['db', 'seed']);
    expect(seed.exitCode, seed.stderr).toBe(75);
    expect(seed.stderr).toContain('NODE_ENV is "production".');
    expect(describeCalls(at.calls())).not.toContain('SEED');
  });
});

describe('a seed', () => {
  test('of Prisma 6 is judged by the url that its client takes, and not by the directUrl alone', async () => {
    const datasource = `datasource db {
  provider = "postgresql"
  url = "postgresql://app:pw@127.0.0.1:1/shop_production"
  directUrl = "postgresql://app:pw@127.0.0.1:1/shop"
}
`;
    const files = { 'prisma/schema.prisma': datasource };
    const at = await place(6, 'sqlite', { provider: 'postgresql', seed: true, files });
    const ran = await at.run('prisma', ['db', 'seed']);
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(ran.stderr).toContain('shop_production@localhost:1');
    expect(describeCalls(at.calls())).not.toContain('SEED');
  });

  test('that follows a reset of Prisma 6 is judged with the reset', async () => {
    const files = {
      '.env': "DATABASE_URL='postgresql://app:pw@127.0.0.1:1/shop_production'\n",
      'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
  url = env("DATABASE_URL")
  directUrl = "postgresql://app:pw@127.0.0.1:1/shop"
}
`,
    };
    const at = await place(6, 'sqlite', { provider: 'postgresql', seed: true, files });
    const ran = await at.run('prisma', ['migrate', 'reset', '--force']);
    expect(ran.exitCode, ran.stderr).toBe(77);
    expect(ran.stderr).toContain('shop_production@localhost:1');
    expect(isMutating(at.calls())).toBe(false);
    const skipping = await at.run('prisma', ['migrate', 'reset', '--force', '--skip-seed']);
    expect(skipping.exitCode, skipping.stderr).toBe(75);
    expect(skipping.stderr).not.toContain('shop_production');
  });

  test('of Prisma 7 is judged by the variables that its client takes as well', async () => {
    const at = await filled(7, {
      '.env': "DATABASE_URL='file:./dev.db'\nPOSTGRES_URL='postgresql://a:b@127.0.0.1:1/shop_live'\n",
    });
    const ran = await at.run('prisma', ['db', 'seed']);
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(ran.stderr).toContain('shop_live@localhost:1');
    expect(describeCalls(at.calls())).not.toContain('SEED');
  });

  test('runs without a question where every one of them is a development database', async () => {
    const other = "OTHER_URL='postgresql://a:b@db.example.com/shop'\nDIRECT_URL='file:./dev.db'\nMYSQL_URL=later\n";
    const at = await filled(7, { '.env': `DATABASE_URL='file:./dev.db'\n${other}` });
    const ran = await at.run('prisma', ['db', 'seed']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(describeCalls(at.calls())).toContain('SEED');
    expect(at.backups()).toHaveLength(1);
  });
});
