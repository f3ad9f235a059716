/** An SQLite database and its backups, put back to the same state before every case. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { Contents, EngineContext } from '../../src/backup/engines/contract.ts';
import { sqlite } from '../../src/backup/engines/sqlite/engine.ts';
import { createHost, type Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import { createTarget } from '../../src/target/target.ts';
import { operations, type Place } from './operations.ts';

/** Opens what is there; nothing is made. */
export function openPlace(folder: string): Place {
  const target = createTarget(createHost(), `file:${join(folder, 'dev.db')}`, 'main', 'test', folder);
  const policy = mergePolicies([], folder);
  return { target, policy: { ...policy, backup: { ...policy.backup, keep: 3, cheapBytes: 1e9 } } };
}

export function contentsOf({ target }: Place, host = createHost()): Promise<Contents> {
  const context: EngineContext = { host, target };
  return sqlite.fingerprint(context);
}

export interface Template {
  reset(): void;
  /** What was backed up, in that order, and last what the database holds now. */
  readonly states: readonly [Contents, ...Contents[]];
}

/** Three backups, each of another state, and a database that has gone on since. */
export async function makeTemplate(folder: string): Promise<Template> {
  const live = join(folder, 'live');
  const template = join(folder, 'template');
  mkdirSync(live, { recursive: true });
  const run = (sql: string) => {
    const database = new Database(join(live, 'dev.db'));
    database.exec(sql);
    database.close();
  };
  run(`CREATE TABLE "User" (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, data BLOB);
    CREATE TABLE "Empty" (id INTEGER PRIMARY KEY); CREATE INDEX by_name ON "User" (name);
    INSERT INTO "User" (name, data) VALUES ('Zoë 🦊', x'00ff'), ('b', NULL), ('c', randomblob(9000));`);
  const place = openPlace(live);
  const states: [Contents, ...Contents[]] = [await contentsOf(place)];
  let minutes = 0;
  const host = Object.create(createHost(), {
    now: { value: () => new Date(Date.UTC(2026, 10, 20) + 60_000 * ++minutes) },
  }) as Host;
  for (let count = 0; count < 3; count += 1) {
    await operations.backup(host, place);
    run(`INSERT INTO "User" (name) VALUES ('later ${count}')`);
    states.push(await contentsOf(place));
  }
  cpSync(live, template, { recursive: true });
  return {
    states,
    reset() {
      rmSync(live, { recursive: true, force: true });
      if (existsSync(live)) throw new Error(`${live} is still there`);
      cpSync(template, live, { recursive: true });
    },
  };
}
