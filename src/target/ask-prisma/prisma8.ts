import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { tellingVariables } from '../../../policy/evidence.ts';
import { shippedProgram } from '../../channel/shipped.ts';
import type { Host } from '../../host.ts';
import { readRegular } from '../../project/regular-file.ts';
import { reasonIn } from '../../secrets/clean.ts';
import type { Invocation, RealCli, Resolution, Target } from '../../types.ts';
import { createTarget } from '../target.ts';
import { collect } from './collect.ts';
import { last } from './prisma-targets.ts';

/** Prisma 8: `--db`, else `orm.db.connection` of its configuration, read by the loader of the user's own install. */
export async function prisma8Targets(host: Host, cli: RealCli, invocation: Invocation): Promise<Resolution> {
  const db = last(invocation.options.db);
  const found = (target: Target, handed = {}) => ({ targets: [target], problem: undefined, handed });
  if (db) return found(createTarget(host, db, 'main', '--db', host.cwd));
  const { connection, problem, handed } = await readConfig(host, cli, invocation.config ?? '');
  if (problem) throw new Error(`The Prisma configuration cannot be read: ${problem}`);
  if (typeof connection !== 'string')
    throw new Error('Neither --db nor orm.db.connection in prisma.config.ts names a database.');
  return found(createTarget(host, connection, 'main', 'prisma.config.ts', host.cwd), handed);
}

interface ReadConfig {
  readonly connection?: unknown;
  readonly problem?: string;
  readonly handed?: Resolution['handed'];
}

async function readConfig(host: Host, cli: RealCli, config: string): Promise<ReadConfig> {
  const program = shippedProgram(host, 'probe-config.mjs');
  const words = [program, loaderOf(host, cli), config, cli.version, tellingVariables.join(',')];
  const child = host.childProcess().spawn(host.node, words, {
    cwd: host.cwd,
    env: host.env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  const answer = collect(child.stdio[3] as Readable);
  const said = collect(child.stderr as Readable);
  await once(child, 'exit');
  const text = await answer;
  if (text === '') throw new Error(`The Prisma configuration cannot be read: ${reasonIn(await said)}`);
  return JSON.parse(text) as ReadConfig;
}

/** Absolute path of the module that has `loadConfig`: @prisma/cli-engine as the CLI itself would find it. */
function loaderOf(host: Host, cli: RealCli): string {
  for (let folder = path.dirname(cli.path); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const home = path.join(folder, 'node_modules', '@prisma', 'cli-engine');
    if (!host.fs.existsSync(path.join(home, 'package.json'))) continue;
    const { exports } = JSON.parse(readRegular(host, path.join(home, 'package.json')).toString()) as {
      exports?: { '.'?: { import?: string } };
    };
    return path.join(home, exports?.['.']?.import ?? 'dist/index.js');
  }
  throw new Error(
    'The module that reads the configuration of Prisma 8 (@prisma/cli-engine) is not installed beside it.',
  );
}
