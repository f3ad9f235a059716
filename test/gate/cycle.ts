import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestDatabase } from '../support/digest.ts';
import type { ProviderName } from '../support/project.ts';
import type { Ran } from '../support/run.ts';
import type { Gated } from './behind-gate.ts';

const id = {
  sqlite: 'INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT',
  postgresql: 'SERIAL NOT NULL PRIMARY KEY',
  mysql: 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY',
};
const text = { sqlite: 'TEXT', postgresql: 'TEXT', mysql: 'VARCHAR(191)' };
const named = (provider: ProviderName, name: string) => (provider === 'mysql' ? `\`${name}\`` : `"${name}"`);

const user = 'model User {\n  id    Int     @id @default(autoincrement())\n  email String\n}\n';
const post = 'model Post {\n  id    Int     @id @default(autoincrement())\n  title String\n}\n';
const tag = 'model Tag {\n  id    Int     @id @default(autoincrement())\n  word String\n}\n';
export const models = user;

const table = (provider: ProviderName, name: string, column: string) =>
  `CREATE TABLE ${named(provider, name)} (${named(provider, 'id')} ${id[provider]}, ${named(provider, column)} ${text[provider]} NOT NULL);\n`;

export const migrationsFor = (provider: ProviderName) => ({
  '20260101000000_user': table(provider, 'User', 'email'),
});

export interface Step {
  readonly argv: readonly string[];
  /** Done to the project before. */
  prepare?(dir: string, provider: ProviderName): void;
}

/** Replaces the models of the schema, and what the stand-in for MySQL makes of that. */
const change = (added: string, name: string, column: string) => (dir: string, provider: ProviderName) => {
  const file = join(dir, 'prisma/schema.prisma');
  appendText(file, added);
  writeFileSync(join(dir, 'push.sql'), table(provider, name, column));
};

function appendText(file: string, more: string): void {
  writeFileSync(file, `\n${more}`, { flag: 'a' });
}

/** From an empty database: deploy, dev with a change, push with a change, a script, a reset. */
export const cycle: readonly Step[] = [
  { argv: ['migrate', 'reset', '--force'] },
  { argv: ['migrate', 'deploy'] },
  { argv: ['migrate', 'dev', '--name', 'post'], prepare: change(post, 'Post', 'title') },
  { argv: ['migrate', 'status'] },
  { argv: ['db', 'push'], prepare: change(tag, 'Tag', 'word') },
  { argv: ['db', 'execute', '--file', 'script.sql'] },
  { argv: ['db', 'push', '--force-reset'] },
  { argv: ['migrate', 'reset', '--force'], prepare: (dir) => rmSync(join(dir, 'push.sql'), { force: true }) },
];

/** What a run printed and how it ended, without what differs between any two runs. */
export function plain(at: Gated, { stdout, stderr, exitCode }: Ran) {
  const name = at.url.startsWith('file:') ? '' : new URL(at.url).pathname.slice(1);
  const clean = (printed: string) =>
    [at.dir, ...(name ? [name] : [])]
      .reduce((all, own) => all.replaceAll(own, 'OWN'), printed)
      .replaceAll(/\d+(\.\d+)?(ms|s)\b/g, 'TIME')
      .replaceAll(/\d{14}/g, 'WHEN');
  return { stdout: clean(stdout), stderr: clean(stderr), exitCode };
}

/** Everything in the database but the rows in which Prisma notes when it applied what. */
export async function contentOf(provider: ProviderName, at: Gated) {
  const { tables, objects, sequences } = await digestDatabase(provider, at.url);
  const kept = Object.entries(tables).map(([name, digest]) => [
    name,
    name.includes('_prisma_migrations') ? digest.rows : digest,
  ]);
  return { tables: Object.fromEntries(kept), objects, sequences };
}
