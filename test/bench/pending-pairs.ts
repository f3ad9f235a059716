/** A deploy of many migrations that are all read before they run, against the bare one: in development, on a database that is empty. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type ProviderName } from '../support/project.ts';
import type { Pair } from './bench.ts';
import { createDatabases, type Servers, urlOf } from './servers.ts';
import { userEnv } from './user-env.ts';

const root = join(import.meta.dirname, '..', '..');
const shim = join(root, 'bin', 'prisma.js');
const limit = 1.5;
const count = 500;

export async function pendingPairs(nodes: readonly (readonly [string, number])[], servers: Servers): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const [node, version] of nodes) {
    await createDatabases(servers, `pending_bench_${version}`);
    for (const provider of ['sqlite', 'postgresql'] as const) pairs.push(pairOn(provider, node, version, servers));
  }
  return pairs;
}

function pairOn(provider: ProviderName, node: string, version: number, servers: Servers): Pair {
  const url = provider === 'sqlite' ? 'file:./dev.db' : urlOf(provider, servers[provider], `pending_bench_${version}`);
  const project = makeProject({ major: 7, provider, url, engine: 'wasm', migrations: migrations() });
  const own = userEnv(project);
  const empty = join(project.dir, 'empty.mjs');
  writeFileSync(empty, provider === 'sqlite' ? emptyFile : emptySchema(url));
  return {
    name: `\`prisma migrate deploy\` of ${count} migrations on ${provider}, Node ${version}`,
    ours: `${node} ${shim} migrate deploy`,
    bare: `${node} ${project.cli} migrate deploy`,
    limit,
    cwd: project.dir,
    env: { ...own, PATH: `${join(node, '..')}:${own['PATH']}` },
    rounds: 1,
    warmup: 1,
    runs: 5,
    prepare: `${node} ${empty}`,
    done: () => project.cleanup(),
  };
}

/** As years of a project leave them: tables, columns, indexes, and now and then something that goes again. */
function migrations(): Record<string, string> {
  const all: [string, string][] = [];
  for (let number = 0; number < count; number++) {
    const table = `"Table_${number - (number % 5)}"`;
    const sql = [
      `-- CreateTable\nCREATE TABLE ${table} ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "note" TEXT, "at" TEXT);\n`,
      `-- AlterTable\nALTER TABLE ${table} ADD COLUMN "more" TEXT;\n`,
      `-- CreateIndex\nCREATE INDEX "Index_${number}" ON ${table}("name");\n`,
      `-- DropIndex\nDROP INDEX "Index_${number - 1}";\n`,
      `-- AlterTable\nALTER TABLE ${table} DROP COLUMN "more";\nUPDATE ${table} SET "note" = '' WHERE "note" IS NULL;\n`,
    ][number % 5];
    all.push([`${20_200_101_000_000 + number}_change`, sql ?? '']);
  }
  return Object.fromEntries(all);
}

const emptyFile = `import { writeFileSync } from 'node:fs';\nwriteFileSync('dev.db', '');\n`;

const emptySchema = (url: string) => `import { createRequire } from 'node:module';
const pg = createRequire(${JSON.stringify(join(root, 'package.json'))})('pg');
const client = new pg.Client({ connectionString: ${JSON.stringify(url)} });
await client.connect();
await client.query('DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public');
await client.end();
`;
