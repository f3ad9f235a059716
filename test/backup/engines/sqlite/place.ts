import { join } from 'node:path';
import Database from 'libsql';
import { createHost } from '../../../../src/host.ts';
import { mergePolicies } from '../../../../src/policy/load.ts';
import type { Policy } from '../../../../src/policy/policy.ts';
import { createTarget } from '../../../../src/target/target.ts';
import type { Target } from '../../../../src/types.ts';
import { scratchFolder } from '../scratch.ts';

export interface SqlitePlace {
  readonly folder: string;
  readonly file: string;
  readonly target: Target;
  /** Its repository is a plain folder. */
  readonly policy: Policy & { backup: { repository: string } };
  exec(sql: string): void;
  count(table: string): number;
}

/** A real SQLite database with two tables, a view and an index. */
export function sqlitePlace(folder = scratchFolder(), name = 'dev.db'): SqlitePlace {
  const file = join(folder, name);
  const repository = join(folder, 'backups');
  const place: SqlitePlace = {
    folder,
    file,
    target: createTarget(createHost(), `file:${file}`, 'main', 'test', folder),
    policy: {
      files: [],
      environments: [],
      disposable: [],
      backup: { ...mergePolicies([], '/').backup, repository, cheapBytes: 256e6 },
    },
    exec(sql) {
      const database = new Database(file);
      database.exec(sql);
      database.close();
    },
    count(table) {
      const database = new Database(file);
      const row = database.prepare(`SELECT count(*) AS n FROM "${table}"`).get() as { n: number };
      database.close();
      return row.n;
    },
  };
  place.exec(`
    CREATE TABLE "User" (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, data BLOB);
    CREATE TABLE "Empty" (id INTEGER PRIMARY KEY);
    CREATE INDEX by_name ON "User" (name);
    CREATE VIEW names AS SELECT name FROM "User";
    INSERT INTO "User" (name, data) VALUES ('Zoë 🦊', x'00ff'), ('b', NULL), ('c', x'01');
  `);
  return place;
}
