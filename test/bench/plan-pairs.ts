/**
 * The plan of a push that would drop a column, on a database of 1,000 tables, up to our question: it ends there, since nobody is
 * asked. Against `migrate diff` of the same CLI, which finds the same difference and asks nobody.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type ProviderName } from '../support/project.ts';
import { runSql } from '../support/sql.ts';
import type { Pair } from './bench.ts';
import { createDatabases, type Servers, urlOf } from './servers.ts';
import { userEnv } from './user-env.ts';

const root = join(import.meta.dirname, '..', '..');
const shim = join(root, 'bin', 'prisma.js');
const limit = 1.6;
const count = 1000;

export async function planPairs(nodes: readonly (readonly [string, number])[], servers: Servers): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const [node, version] of nodes) {
    await createDatabases(servers, `plan_bench_${version}`);
    for (const provider of ['sqlite', 'postgresql'] as const)
      pairs.push(await pairOn(provider, node, version, servers));
  }
  return pairs;
}

async function pairOn(provider: ProviderName, node: string, version: number, servers: Servers): Promise<Pair> {
  const url = provider === 'sqlite' ? 'file:./dev.db' : urlOf(provider, servers[provider], `plan_bench_${version}`);
  const project = makeProject({ major: 7, provider, url, engine: 'wasm', models });
  const own = userEnv(project);
  const env = { ...own, PATH: `${join(node, '..')}:${own['PATH']}` };
  execFileSync(node, [project.cli, 'db', 'push'], { cwd: project.dir, env, stdio: 'ignore' });
  const there = provider === 'sqlite' ? `file:${join(project.dir, 'dev.db')}` : url;
  await runSql(provider, there, `INSERT INTO "Table_0" ("id", "name", "note") VALUES (1, 'a', 'b'), (2, 'c', NULL)`);
  const schema = join(project.dir, 'prisma/schema.prisma');
  writeFileSync(schema, readFileSync(schema, 'utf8').replace('  note String?\n', ''));
  const line = 'db push --accept-data-loss';
  return {
    name: `\`prisma ${line}\` up to the question on ${provider} with ${count} tables, against \`migrate diff\`, Node ${version}`,
    ours: `${node} ${shim} ${line}`,
    bare: `${node} ${project.cli} migrate diff --from-config-datasource --to-schema prisma/schema.prisma --script`,
    limit,
    cwd: project.dir,
    env,
    rounds: 1,
    warmup: 1,
    runs: 5,
    done: () => project.cleanup(),
  };
}

/** The first has the column that goes. */
const models = Array.from({ length: count }, (_, number) => {
  const of =
    number === 0
      ? '  note String?'
      : `  before   Table_${number - 1} @relation(fields: [beforeId], references: [id])\n  beforeId Int`;
  const from = number === count - 1 ? '' : `\n  after Table_${number + 1}[]`;
  return `model Table_${number} {\n  id Int @id\n  name String\n  at DateTime @default(now())\n${of}${from}\n  @@index([name])\n}\n`;
}).join('\n');
