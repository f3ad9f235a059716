import path from 'node:path';
import { parseEnv } from 'node:util';
import { engineVariable } from '../channel/variables.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { type EngineFolder, engineFolderOf, onlyEngineIn } from '../project/installed-engine.ts';
import { locate } from '../project/locate.ts';
import { plain } from '../secrets/clean.ts';
import { needEngine, withoutGate } from './own-engine.ts';

/** Of `@prisma/get-platform`. */
interface Platform {
  getBinaryTargetForCurrentPlatform(): Promise<string>;
}

/**
 * Absolute path of the engine that Prisma would have started without us, where nobody named one: that which lies with the
 * CLI, else Prisma's own downloader is asked for it. Throws `cli-unusable`.
 */
export async function findEngine(host: Host): Promise<string> {
  const { folder, entry } = resolveEngines(host);
  const known = onlyEngineIn(host, folder) ?? engineInDotenv(host);
  if (known) return needEngine(host, known);
  const near = host.module().createRequire(entry);
  const target = await (near('@prisma/get-platform') as Platform).getBinaryTargetForCurrentPlatform();
  const file = path.join(folder, `schema-engine-${target}${host.platform === 'win32' ? '.exe' : ''}`);
  if (!host.fs.existsSync(file)) download(host, entry);
  return needEngine(host, file);
}

/** What loads such a file leaves a variable as it is that is set already, as ours is. */
function engineInDotenv(host: Host): string | undefined {
  const folder = host.env.PRISMA_INTERLOCK_CWD ?? host.cwd;
  const file = path.join(folder, '.env');
  const named = host.fs.existsSync(file) && parseEnv(host.fs.readFileSync(file, 'utf8'))[engineVariable];
  return named ? path.resolve(folder, named) : undefined;
}

function resolveEngines(host: Host): EngineFolder {
  try {
    return engineFolderOf(host, host.env.PRISMA_INTERLOCK_CLI || locate(host, 'prisma').path);
  } catch (cause) {
    throw new InterlockError('cli-unusable', {
      why: 'The package @prisma/engines of this Prisma is not there.',
      cause,
    });
  }
}

/** What the CLI calls itself where no engine program is named: 5 by the first name, 6 and 7 by the second. */
const downloader = `
const [entry] = process.argv.slice(1);
const near = require('node:module').createRequire(entry);
const engines = require(entry);
const { download } = near('@prisma/fetch-engine');
const request = { download, clientEngineType: 'client', hasMigrateAdapterInConfig: false };
(engines.ensureNeededBinariesExist ?? engines.ensureBinariesExist)(request).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/** In a process of its own, and unheard: Prisma takes every line of our stdout and stderr for an answer or a log. */
function download(host: Host, entry: string): void {
  const { status, stderr } = host.childProcess().spawnSync(host.node, ['-e', downloader, entry], {
    env: withoutGate(host.env),
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
  if (status === 0) return;
  throw new InterlockError('cli-unusable', {
    what: 'The schema engine of this Prisma is not installed.',
    why: `Prisma could not download it: ${plain(stderr) || 'it did not say why'}`,
    next: ['See what `npx prisma version` says, then try again.'],
  });
}
