import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BackupEngine } from '../../../src/backup/engines/contract.ts';
import { newBackupId } from '../../../src/backup/manifest/format.ts';
import { withLock } from '../../../src/backup/repository/lock.ts';
import { openRepository, writeBackup } from '../../../src/backup/repository/write.ts';
import { createHost, type Host } from '../../../src/host.ts';
import type { Backup, Target } from '../../../src/types.ts';
import { tinyEngine, tinyTarget } from './tiny-engine.ts';

/** A folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TinyPlace {
  readonly folder: string;
  readonly repository: string;
  readonly database: string;
  readonly target: Target;
}

export function tinyPlace(folder = scratchFolder()): TinyPlace {
  const database = join(folder, 'tiny.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(database, JSON.stringify({ User: [1, 2, 3], Post: [] }));
  return { folder, database, repository: join(folder, 'backups'), target: tinyTarget(database) };
}

/** The real host, with its file system's promises changed at single calls. */
export function hostWith(changes: Partial<Host['fs']['promises']>, more: Partial<Host['fs']> = {}): Host {
  const host = createHost();
  return Object.create(host, {
    fs: { value: { ...host.fs, ...more, promises: { ...host.fs.promises, ...changes } } },
  }) as Host;
}

/** The real host with a clock that never shows the same second twice. */
export function tickingHost(): Host {
  return Object.create(createHost(), {
    now: { value: () => new Date(Date.UTC(2026, 10, 22) + 1000 * ticks++) },
  }) as Host;
}

let ticks = 0;

interface TinyOptions {
  readonly host?: Host;
  readonly kind?: 'automatic' | 'manual';
  readonly engine?: BackupEngine;
  readonly reason?: string;
}

/** As `backUp` does it, with the tiny engine. */
export async function writeTiny({ repository, target }: TinyPlace, options: TinyOptions = {}): Promise<Backup> {
  const { host = tickingHost(), kind = 'automatic', engine = tinyEngine, reason = 'before db push' } = options;
  const why = { reason, argv: ['db', 'push'] };
  await openRepository(host, repository);
  const id = newBackupId(host.now(), target.identity, why.reason);
  const context = { host, target };
  return withLock(
    host,
    { repository, identity: target.identity, what: why.reason, writes: id, timeoutMs: 30_000 },
    () => writeBackup({ repository, id, engine, context, kind, why }),
  );
}
