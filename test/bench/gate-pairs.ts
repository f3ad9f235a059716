import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsFor, models } from '../gate/cycle.ts';
import { makeProject, type ProviderName } from '../support/project.ts';
import type { Pair } from './bench.ts';
import { createDatabases, type Servers, urlOf } from './servers.ts';
import { userEnv } from './user-env.ts';

const root = join(import.meta.dirname, '..', '..');
const gate = join(root, 'bin', 'schema-engine');
const lines = ['migrate deploy', 'migrate dev', 'db push', 'migrate reset --force'];

/** The real CLI with its engine, against the same with the gate before that engine, in a place where nothing is asked. */
export async function gatePairs(node: string, version: number, servers: Servers): Promise<Pair[]> {
  await createDatabases(servers, 'gate_bench');
  const providers: readonly ProviderName[] = ['sqlite', 'postgresql', 'mysql'];
  return providers.flatMap((provider) => pairsOn(provider, node, version, servers));
}

function pairsOn(provider: ProviderName, node: string, version: number, servers: Servers): Pair[] {
  const url = provider === 'sqlite' ? 'file:./dev.db' : urlOf(provider, servers[provider], 'gate_bench');
  const project = makeProject({ major: 7, provider, url, engine: 'wasm', migrations: migrationsFor(provider), models });
  const label = provider === 'sqlite' ? 'dev.db' : `gate_bench@localhost:${servers[provider].port}`;
  writeFileSync(join(project.dir, 'prisma-interlock.json'), JSON.stringify({ disposable: [label] }));
  const { PRISMA_SCHEMA_ENGINE_BINARY: engine, ...env } = userEnv(project);
  const start = (variables: string, line: string) => `env ${variables} ${node} ${project.cli} ${line}`;
  return lines.map((line, index) => ({
    name: `\`prisma ${line}\` on ${provider} through the gate, Node ${version}`,
    ours: start(
      `PRISMA_INTERLOCK_NODE=${node} PRISMA_INTERLOCK_ENGINE=${engine} PRISMA_SCHEMA_ENGINE_BINARY=${gate}`,
      line,
    ),
    bare: start(`PRISMA_SCHEMA_ENGINE_BINARY=${engine}`, line),
    limit: 1.05,
    cwd: project.dir,
    env: { ...env, PATH: `${join(node, '..')}:${env['PATH']}` },
    // Many short rounds: what else the machine does in a minute hits both commands of a round alike.
    rounds: 15,
    warmup: 0,
    runs: 2,
    ...(index === lines.length - 1 && { done: () => project.cleanup() }),
  }));
}
