import { expect, test } from 'vitest';
import { createHost } from '../../src/host.ts';
import { readSql } from '../../src/sql/read.ts';
import type { Dialect } from '../../src/sql/script.ts';
import { readSet } from '../../src/sql/set.ts';

const host = createHost();

/** As Prisma writes one: a table, its index, and every other time a column and a key of the one before. */
function migration(dialect: Dialect, nth: number): string {
  const quote = (name: string) => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);
  const [own, before] = [quote(`Table${nth}`), quote(`Table${nth - 1}`)];
  const text = dialect === 'mysql' ? 'VARCHAR(191)' : 'TEXT';
  const columns = Array.from({ length: 12 }, (_, at) => `${quote(`column${at}`)} ${text} NOT NULL DEFAULT 'x;y'`);
  const made = `-- CreateTable\nCREATE TABLE ${own} (\n    ${columns.join(',\n    ')}\n);\n\n-- CreateIndex\nCREATE UNIQUE INDEX ${quote(`i${nth}`)} ON ${own}(${quote('column1')});\n`;
  if (nth % 2 === 1) return made;
  const altered = `-- AlterTable\nALTER TABLE ${before} ADD COLUMN ${quote('more')} ${text};\n`;
  const all = Array.from({ length: 12 }, (_, at) => quote(`column${at}`)).join(', ');
  return dialect === 'sqlite'
    ? `${made}${altered}-- RedefineTables\nCREATE TABLE "new" (\n    ${columns.join(',\n    ')}\n);\nINSERT INTO "new" (${all}) SELECT ${all} FROM ${own};\nDROP TABLE ${own};\nALTER TABLE "new" RENAME TO ${own};\n`
    : `${made}${altered}-- AddForeignKey\nALTER TABLE ${own} ADD CONSTRAINT ${quote(`k${nth}`)} FOREIGN KEY (${quote('column2')}) REFERENCES ${before}(${quote('column1')}) ON DELETE CASCADE ON UPDATE CASCADE;\n`;
}

/** Milliseconds of a processor, whoever else is at work. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function readAll(dialect: Dialect, scripts: readonly string[]): Promise<void> {
  const read = [];
  for (const [at, sql] of scripts.entries()) {
    read.push({ migration: String(at), statements: await readSql(host, sql, { dialect }) });
  }
  readSet(read);
}

test.each<Dialect>(['postgresql', 'mysql', 'sqlite'])(
  'the time to read %s grows as its text does, in many scripts and in one',
  async (dialect) => {
    const scripts = (count: number) => Array.from({ length: count }, (_, at) => migration(dialect, at + 1));
    const [few, many] = [scripts(500), scripts(2000)];
    await readAll(dialect, few);
    const [each, four] = [await cost(() => readAll(dialect, few)), await cost(() => readAll(dialect, many))];
    const [one, long] = [few, many].map((all) => () => readAll(dialect, [all.join('\n')]));
    const [whole, longest] = [await cost(one as () => Promise<void>), await cost(long as () => Promise<void>)];
    console.log(`${dialect}: 500 migrations in ${Math.round(each)} ms, as one script in ${Math.round(whole)} ms`);
    // Four times the text; quadratic work would take sixteen times as long.
    expect(four / each).toBeLessThan(9);
    expect(longest / whole).toBeLessThan(9);
    expect(each).toBeLessThan(2000);
  },
);
