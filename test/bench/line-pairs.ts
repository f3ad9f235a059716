/**
 * A guarded line as a person types it, the shim in front and what it backs up included, against the bare line: in development,
 * on a small project, where nothing is to be done, and where something is.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsFor, models } from '../gate/cycle.ts';
import { makeProject, type ProviderName } from '../support/project.ts';
import type { Pair } from './bench.ts';
import { createDatabases, type Servers, urlOf } from './servers.ts';
import { userEnv } from './user-env.ts';

const root = join(import.meta.dirname, '..', '..');
const shim = join(root, 'bin', 'prisma.js');
const quick = join(root, 'test', 'bench', 'quick-engine');
const lines = ['db push', 'migrate dev', 'migrate deploy'];
const limits = { unchanged: 0.95, sqlite: 1.1, server: 1.35 };
/** Node 20 has no compile cache. */
const moreOn20 = 0.15;

export async function linePairs(nodes: readonly (readonly [string, number])[], servers: Servers): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const [node, version] of nodes) {
    await createDatabases(servers, `line_bench_${version}`);
    for (const provider of ['sqlite', 'postgresql', 'mysql'] as const)
      pairs.push(...pairsOn(provider, node, version, servers));
  }
  return pairs;
}

function pairsOn(provider: ProviderName, node: string, version: number, servers: Servers): Pair[] {
  const url = provider === 'sqlite' ? 'file:./dev.db' : urlOf(provider, servers[provider], `line_bench_${version}`);
  const project = makeProject({ major: 7, provider, url, engine: 'wasm', migrations: migrationsFor(provider), models });
  const own = userEnv(project);
  const env = { ...own, PATH: `${join(node, '..')}:${own['PATH']}` };
  execFileSync(node, [project.cli, 'migrate', 'reset', '--force'], { cwd: project.dir, env, stdio: 'ignore' });
  const more = version === 20 ? moreOn20 : 0;
  const pair = (what: string, line: string, limit: number, rest: Partial<Pair> = {}): Pair => ({
    name: `\`prisma ${line}\` ${what}, Node ${version}`,
    ours: `${node} ${shim} ${line}`,
    bare: `${node} ${project.cli} ${line}`,
    limit: limit + more,
    cwd: project.dir,
    env,
    // Many short rounds: what else the machine does in a minute hits both commands of a round alike.
    rounds: 3,
    warmup: 1,
    runs: 3,
    ...rest,
  });
  const change = join(project.dir, 'change.mjs');
  const sql = join(project.dir, 'push.sql');
  writeFileSync(change, changing(provider, sql));
  const limit = provider === 'sqlite' ? limits.sqlite : limits.server;
  return [
    ...lines.map((line) => pair(`without a change on ${provider}`, line, limits.unchanged)),
    ...(provider === 'sqlite'
      ? lines.map((line) =>
          pair('without a change, an engine that starts as fast as a native one', line, limits.unchanged, {
            env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: quick },
          }),
        )
      : []),
    pair(`with a change and its backup on ${provider}`, 'db push', limit, {
      env: { ...env, ...(provider === 'mysql' && { WASM_ENGINE_PUSH_SQL: sql }) },
      prepare: `${node} ${change}`,
      done: () => project.cleanup(),
    }),
  ];
}

/** A program that adds a column to the schema at each run; for the engine of MySQL, which compares nothing, as SQL. */
function changing(provider: ProviderName, sql: string): string {
  return `import { readFileSync, writeFileSync } from 'node:fs';
const file = 'prisma/schema.prisma';
const name = 'c' + Date.now().toString(36);
writeFileSync(file, readFileSync(file, 'utf8').replace('  email String', '  email String\\n  ' + name + ' String?'));
if (${provider === 'mysql'}) writeFileSync(${JSON.stringify(sql)}, 'ALTER TABLE User ADD COLUMN ' + name + ' TEXT');
`;
}
