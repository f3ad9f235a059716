/**
 * `explain` of a line on a stamped PostgreSQL of this machine, against what cannot be done without: the bare CLI until it starts
 * its engine, and one statement to the server.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { makeProject } from '../support/project.ts';
import { postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';
import type { Pair } from './bench.ts';
import { urlOf } from './servers.ts';
import { userEnv } from './user-env.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'prisma-interlock.js');
const database = 'explain_bench';

export async function explainPair(node: string, version: number, server: ServerInfo): Promise<Pair> {
  const client = new pg.Client({ ...server, database: 'postgres' });
  await client.connect();
  await client.query(`CREATE DATABASE ${database}`);
  await client.end();
  const url = urlOf('postgresql', server, database);
  const project = makeProject({ major: 7, provider: 'postgresql', url, engine: 'wasm' });
  const own = userEnv(project);
  const env = { ...own, PATH: `${join(node, '..')}:${own['PATH']}` };
  execFileSync(node, [program, 'stamp', 'production'], { cwd: project.dir, env, stdio: 'ignore' });
  // The first contact ends the CLI.
  const contact = join(project.dir, 'contact');
  writeFileSync(contact, '#!/bin/sh\nkill -9 $PPID\n');
  chmodSync(contact, 0o755);
  const bare = join(project.dir, 'bare');
  const lines = [
    `PRISMA_SCHEMA_ENGINE_BINARY=${contact} ${node} ${project.cli} migrate reset --force`,
    `exec ${postgresProgram('psql')} --no-psqlrc --quiet --command 'select 1' '${url}'`,
  ];
  writeFileSync(bare, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(bare, 0o755);
  return {
    name: `\`prisma-interlock explain -- migrate reset\` on a stamped PostgreSQL, against the bare CLI's start of its engine and \`psql -c 'select 1'\`, Node ${version}`,
    ours: `${node} ${program} explain -- migrate reset --force`,
    bare,
    limit: 1.5,
    cwd: project.dir,
    env,
    rounds: 3,
    warmup: 1,
    runs: 4,
    done: () => project.cleanup(),
  };
}
