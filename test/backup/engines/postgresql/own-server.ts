/** A server of one test file, with what the shared one must not have: logical slots wait for every transaction of their server. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../../src/backup/operations/find-backup.ts';
import { type Restored, restoreBackup } from '../../../../src/backup/operations/restore.ts';
import type { RestoreRequest } from '../../../../src/backup/operations/restore-request.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { needPrograms } from '../../../support/needs.ts';
import { type Extras, startPostgres } from '../../../support/postgres.ts';
import type { RunningServer, ServerInfo } from '../../../support/server-process.ts';
import { queryRows, type Row, runSql } from '../../../support/sql.ts';
import { policyWith } from '../command/command-choice.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';

export interface OwnDatabase {
  readonly name: string;
  readonly target: Target;
  readonly url: string;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<Row[]>;
  /** Gives the id. */
  backUp(): Promise<string>;
  restore(id: string, more?: Partial<RestoreRequest>): Promise<Restored>;
  /** What the restores have told so far. */
  readonly told: string[];
}

export interface OwnServer {
  readonly info: ServerInfo;
  stop(): Promise<void>;
  /** As the superuser, in the database of that name. */
  admin(sql: string, database?: string): Promise<Row[]>;
  url(database: string, user?: string): string;
  /** A database with its owner, who may create databases and is no superuser; `rights`: of his role. */
  database(rights?: string, patienceMs?: number): Promise<OwnDatabase>;
}

let count = 0;

export async function startOwnServer(extras: Extras): Promise<OwnServer> {
  await needPrograms();
  const server: RunningServer = await startPostgres(undefined, extras);
  const { info } = server;
  const url = (database: string, user: string = info.user) =>
    `postgresql://${user}:${info.password}@${info.host}:${info.port}/${encodeURIComponent(database)}`;
  const admin = async (sql: string, database = 'postgres') => queryRows('postgresql', url(database), sql);
  return {
    ...server,
    admin,
    url,
    async database(rights = '', patienceMs = 400) {
      count += 1;
      // Quotes and capitals: what is advised about it has to work when it is pasted.
      const name = `My "db" ${count}`;
      const user = `owner_${count}`;
      await admin(`CREATE ROLE ${user} LOGIN CREATEDB ${rights} PASSWORD '${info.password}'`);
      await admin(`CREATE DATABASE "${name.replaceAll('"', '""')}" OWNER ${user}`);
      const own = url(name, user);
      const identity = { provider: 'postgresql', host: info.host, port: info.port, database: name } as const;
      const target: Target = { identity, role: 'main', url: secret(own), label: name, source: 'DATABASE_URL' };
      const host = tickingHost();
      const base = policyWith(target, undefined, join(scratchFolder(), 'backups'));
      const policy = { ...base, backup: { ...base.backup, lockTimeoutMs: patienceMs } };
      const told: string[] = [];
      onTestFinished(() => void told.splice(0));
      return {
        name,
        target,
        url: own,
        told,
        run: (sql) => runSql('postgresql', own, sql),
        rows: (sql) => queryRows('postgresql', own, sql),
        async backUp() {
          const why = { reason: 'before db push', argv: [] };
          const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
          if (made.status !== 'made') throw new Error(made.because);
          return made.backup.id;
        },
        async restore(id, more = {}) {
          const entry = await findBackup(host, policy, target, id);
          const tell = (line: string) => void told.push(line);
          return restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [], tell, ...more });
        },
      };
    },
  };
}
