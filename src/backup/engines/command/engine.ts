import path from 'node:path';
import { runProgram } from '../../../databases/tools/run-program.ts';
import { watchSize } from '../../../databases/tools/watch-size.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { CommandChoice as Choice } from '../../../policy/policy.ts';
import type { Target } from '../../../types.ts';
import { findDifferences } from '../../contents/compare.ts';
import type { BackupEngine, Dump, EngineContext, NativeEngine } from '../contract.ts';
import { secretsOf, variablesFor } from './variables.ts';

const payload = 'payload';
const longest = 6 * 60 * 60;

/**
 * Programs of the policy do the copying; what the database holds is read and compared by the engine of its kind.
 * docs/engines.md tells what a program gets and must do.
 */
export function commandEngine(native: NativeEngine, choice: Choice): BackupEngine {
  const tool = { name: path.basename(choice.backup[0]), path: choice.backup[0], version: '' };

  async function inspect(context: EngineContext, folder: string, dump: Pick<Dump, 'files'>): Promise<void> {
    await needBytes(context, folder, dump.files);
    if (choice.inspect) await run(context, choice, choice.inspect, context.target, folder);
  }

  return {
    name: 'command',
    preflight: async (context) => ({ ...(await native.look(context)), tool }),

    async dump(context, folder) {
      try {
        const { exists, serverVersion } = await native.look(context);
        if (!exists) throw new Error('the database is not there');
        const before = await native.fingerprint(context);
        const files = await write(context, choice, folder);
        const contents = await native.fingerprint(context);
        // No program can be made to read in our snapshot; what was the same before and after it was the same for it.
        const snapshot = findDifferences(before, contents).length === 0 ? 'shared' : 'separate';
        const excluded = [`what ${choice.backup[0]} leaves out`];
        return { serverVersion, tool, files, ...contents, snapshot, excluded };
      } catch (error) {
        throw asFault('backup-failed', context, error);
      }
    },

    inspect: (context, folder, dump) =>
      inspect(context, folder, dump).catch((error) => Promise.reject(asFault('backup-failed', context, error))),

    async restoreBeside(context, folder, dump) {
      try {
        await inspect(context, folder, dump);
        return await native.fillBeside(context, dump, (scratch) =>
          run(context, choice, choice.restore, scratch, folder),
        );
      } catch (error) {
        throw asFault('restore-refused', context, error);
      }
    },

    fingerprint: (context, like) => native.fingerprint(context, like),
  };
}

/** Gives the payload's files. Throws where there are none, or all are empty. */
async function write(context: EngineContext, choice: Choice, folder: string): Promise<string[]> {
  const { promises } = context.host.fs;
  const place = path.join(folder, payload);
  if (choice.output === 'folder') {
    await promises.mkdir(place, { mode: 0o700 });
    await run(context, choice, choice.backup, context.target, folder);
  } else {
    const handle = await promises.open(place, 'wx', 0o600);
    const tell = (done: number) => context.progress?.({ phase: 'dump', done, unit: 'bytes' });
    const watch = watchSize(context.host, place, tell);
    try {
      await run(context, choice, choice.backup, context.target, folder, handle.fd);
    } finally {
      watch.stop();
      await handle.close();
    }
  }
  const files = await filesUnder(context, folder);
  await needBytes(context, folder, files);
  return files;
}

async function run(
  context: EngineContext,
  choice: Choice,
  words: readonly string[],
  target: Target,
  folder: string,
  stdout?: number,
): Promise<void> {
  const { host } = context;
  const place = path.join(folder, payload);
  const readsFile = stdout === undefined && choice.output !== 'folder';
  const input = readsFile ? await host.fs.promises.open(place, 'r') : undefined;
  try {
    await runProgram(host, {
      words,
      env: variablesFor(target, place),
      stdin: input?.fd,
      stdout: stdout ?? 'ignore',
      timeoutSeconds: choice.timeoutSeconds ?? longest,
      secrets: [...secretsOf(target), ...secretsOf(context.target)],
    });
  } finally {
    await input?.close();
  }
}

async function filesUnder({ host }: EngineContext, folder: string): Promise<string[]> {
  const entries = await host.fs.promises.readdir(folder, { recursive: true, withFileTypes: true });
  const other = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (other) throw new Error(`the program wrote ${other.name}, which is neither a file nor a folder`);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
}

async function needBytes({ host }: EngineContext, folder: string, files: readonly string[]): Promise<void> {
  const sizes = await Promise.all(
    files.map(async (file) => (await host.fs.promises.stat(path.join(folder, file))).size),
  );
  if (sizes.every((size) => size === 0)) throw new Error('the backup is empty');
}

function asFault(code: 'backup-failed' | 'restore-refused', { target }: EngineContext, error: unknown): InterlockError {
  if (error instanceof InterlockError && (error.code === code || error.code === 'tool-missing')) return error;
  const why = error instanceof InterlockError ? error.why : `${target.label}: ${(error as Error).message}.`;
  return new InterlockError(code, {
    why,
    next: ['The programs are those that the policy names under "backup.engine".'],
    cause: error,
  });
}
