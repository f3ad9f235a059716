import { type Address, readAddress } from '../../../databases/postgresql/address.ts';
import { backupFault, restoreFault, subjectOf } from '../../../databases/postgresql/faults.ts';
import { openSession } from '../../../databases/postgresql/session.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { PgBackRestChoice } from '../../../policy/policy.ts';
import { secret } from '../../../secrets/secret.ts';
import type { BackupEngine, Beside, Dump, EngineContext, NativeEngine } from '../contract.ts';
import { needInRepository, payload, readPointer, writePointer } from './pointer.ts';
import { findProgram, runPgBackRest } from './program.ts';
import { makeRestorePoint } from './restore-point.ts';
import { inScratchCluster } from './scratch-cluster.ts';

/** A point is one of the whole cluster. The right to make it, had in the target, would be part of every dump of that. */
const maintenance = 'postgres';

/**
 * pgBackRest keeps the cluster's files and log; we keep a pointer to its backup and the name of a point in the log. One
 * database comes back by way of a scratch cluster and a dump of it there, so that the other databases stay as they are.
 */
export function pgbackrestEngine(native: NativeEngine, choice: PgBackRestChoice): BackupEngine {
  const asBackupFault = (context: EngineContext) => (error: unknown) =>
    Promise.reject(backupFault(error, subjectOf(context)));

  return {
    name: 'pgbackrest',

    async preflight(context) {
      const tool = await findProgram(context.host);
      const found = await native.look(context);
      // What grows is pgBackRest's repository; ours gets one small file.
      return { ...found, estimatedBytes: 0, tool };
    },

    dump: (context, folder) => dump(native, choice, context, folder).catch(asBackupFault(context)),

    inspect: (context, folder) =>
      readPointer(context.host, folder, choice)
        .then((pointer) => needInRepository(context.host, choice, pointer))
        .catch(asBackupFault(context)),

    restoreBeside: (context, folder, recorded) =>
      restoreBeside(native, choice, context, folder, recorded).catch((error: unknown) => {
        throw refusal(error, context);
      }),

    fingerprint: (context, like) => native.fingerprint(context, like),
  };
}

async function dump(
  native: NativeEngine,
  choice: PgBackRestChoice,
  context: EngineContext,
  folder: string,
): Promise<Dump> {
  const { host, target } = context;
  const { exists, serverVersion } = await native.look(context);
  if (!exists) throw new Error('the database is not there');
  const tool = await findProgram(host);
  // It makes a full one by itself where there is none yet.
  const printed = await runPgBackRest(host, choice, 'backup', ['--type=incr', '--log-level-console=info']);
  const label = /new backup label = (\S+)/.exec(printed)?.[1];
  if (label === undefined) throw new Error('pgBackRest did not say how its new backup is called');
  const address = readAddress(host, target.url);
  const reader = await openSession(host, address);
  const other = await openSession(host, address, maintenance).catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  try {
    const point = await makeRestorePoint(reader, other);
    await writePointer(host, folder, {
      database: address.database,
      stanza: choice.stanza,
      label,
      restorePoint: point.name,
      segment: point.segment,
    });
    return {
      serverVersion,
      tool,
      files: [payload],
      ...point.contents,
      snapshot: point.snapshot,
      excluded: ['rows of foreign tables', "the files themselves: they are in pgBackRest's repository"],
    };
  } finally {
    await Promise.allSettled([reader.close(), other.close()]);
  }
}

async function restoreBeside(
  native: NativeEngine,
  choice: PgBackRestChoice,
  context: EngineContext,
  folder: string,
  { serverVersion }: Dump,
): Promise<Beside> {
  const { host, target } = context;
  const pointer = await readPointer(host, folder, choice);
  await needInRepository(host, choice, pointer);
  const address = { ...readAddress(host, target.url), database: pointer.database };
  const between = await host.fs.promises.mkdtemp(`${choice.scratch ?? host.temporaryFolder()}/interlock-dump-`);
  try {
    const copied = await inScratchCluster(host, choice, pointer, { address, serverVersion }, (there) =>
      native.dump({ ...context, target: { ...target, url: secret(urlOf(there)) } }, between),
    );
    return await native.restoreBeside(context, between, copied);
  } finally {
    await host.fs.promises.rm(between, { recursive: true, force: true });
  }
}

function urlOf({ host, port, user, database }: Address): string {
  const url = new URL(`postgresql://localhost:${port}/${encodeURIComponent(database)}`);
  url.username = encodeURIComponent(user);
  url.searchParams.set('host', host);
  return url.href;
}

function refusal(error: unknown, context: EngineContext): InterlockError {
  if (!(error instanceof InterlockError) || error.code === 'restore-refused')
    return restoreFault(error, subjectOf(context));
  // Said by the part that makes a dump of the scratch cluster.
  return new InterlockError('restore-refused', { why: error.why, next: error.next, cause: error });
}
