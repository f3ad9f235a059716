import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { expect, test } from 'vitest';
import { open } from '../../../src/databases/sqlite/driver.ts';
import { readSchema } from '../../../src/databases/sqlite/schema.ts';
import { createHost } from '../../../src/host.ts';
import { readSqlite } from '../../../src/sql/sqlite/read.ts';
import { schema } from '../../sql/sqlite/there.ts';

test('the schema of a file tells which column a rewrite of a table leaves out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  const file = join(folder, 'dev.db');
  const made = new Libsql(file);
  made.exec(schema);
  made.close();
  const connection = await open(createHost(), file, 'ro');
  const there = readSchema(connection);
  connection.close();
  rmSync(folder, { recursive: true });
  const rewrite = (columns: string) => `
    CREATE TABLE "new_Tag" ("name" TEXT NOT NULL PRIMARY KEY, "uses" INTEGER);
    INSERT INTO "new_Tag" (${columns}) SELECT ${columns} FROM "Tag";
    DROP TABLE "Tag";
    ALTER TABLE "new_Tag" RENAME TO "Tag";`;
  const risks = (columns: string) => readSqlite(rewrite(columns), { schema: there }).map(({ risk }) => risk);
  expect(risks('"name", "uses"')).toEqual(['none', 'change', 'change', 'change']);
  expect(risks('"name"')).toEqual(['none', 'change', 'destroy', 'change']);
});
