export type Major = 5 | 6 | 7 | 8;
export type ProviderName = 'sqlite' | 'postgresql' | 'mysql';

export interface ProjectOptions {
  readonly major: Major;
  readonly provider: ProviderName;
  readonly url: string;
  /** What follows the datasource block of schema.prisma (8: the contract). */
  readonly models?: string;
  /** SQL by folder name: `20260101000000_init`. */
  readonly migrations?: Readonly<Record<string, string>>;
  /**
   * Where the URL stands. `dotenv` (default): in .env, which 7 and 8 read by their config. `schema`: as it is, in the schema
   * (7, 8: in the config). `env`: in DATABASE_URL of the project's environment.
   */
  readonly urlIn?: 'dotenv' | 'schema' | 'env';
  readonly shadowUrl?: string;
  /** 5 and 6 only. */
  readonly directUrl?: string;
  /** Adds a seed script that records itself beside the engine's calls. */
  readonly seed?: boolean;
  /** Runs it with the Node that runs the tests. */
  readonly ownNode?: boolean;
  /** Default `tripwire`. */
  readonly engine?: 'tripwire' | 'wasm';
  readonly env?: Readonly<Record<string, string>>;
  /** By path in the project, written last. */
  readonly files?: Readonly<Record<string, string>>;
}

const models = `model User {
  id    Int     @id @default(autoincrement())
  email String  @unique
  name  String?
}
`;

const recordSeed = `require('node:fs').appendFileSync(
  process.env.TRIPWIRE_LOG,
  JSON.stringify({ kind: 'seed', method: 'seed', argv: process.argv.slice(2), cwd: process.cwd(), pid: process.pid }) + '\\n',
);
`;

export function projectFiles(options: ProjectOptions): Record<string, string> {
  const files: Record<string, string> = { 'package.json': packageJson(options) };
  if (options.urlIn === undefined || options.urlIn === 'dotenv') {
    // Single quotes: dotenv takes everything between them as it is.
    files['.env'] = `DATABASE_URL='${options.url}'\n`;
  }
  if (options.seed === true) files['prisma/seed.cjs'] = recordSeed;
  if (options.major === 8) {
    files['prisma.config.ts'] = configOf8(options);
    files['src/prisma/contract.prisma'] = `// use prisma-8\n\n${options.models ?? models}`;
    return { ...files, ...options.files };
  }
  files['prisma/schema.prisma'] = `${datasource(options)}\n${options.models ?? models}`;
  if (options.major === 7) files['prisma.config.ts'] = configOf7(options);
  const migrations = Object.entries(options.migrations ?? {});
  for (const [name, sql] of migrations) files[`prisma/migrations/${name}/migration.sql`] = sql;
  if (migrations.length > 0) files['prisma/migrations/migration_lock.toml'] = `provider = "${options.provider}"\n`;
  return { ...files, ...options.files };
}

function packageJson({ major, seed }: ProjectOptions): string {
  const base = { name: 'a-project', private: true, version: '1.0.0', ...(major === 8 ? { type: 'module' } : {}) };
  const seeding = seed === true && major <= 6 ? { prisma: { seed: 'node prisma/seed.cjs' } } : {};
  return `${JSON.stringify({ ...base, ...seeding }, null, 2)}\n`;
}

function datasource({ major, provider, url, urlIn, directUrl, shadowUrl }: ProjectOptions): string {
  const lines = [`  provider = "${provider}"`];
  if (major !== 7) {
    lines.push(`  url = ${urlIn === 'schema' ? JSON.stringify(url) : 'env("DATABASE_URL")'}`);
    if (directUrl !== undefined) lines.push(`  directUrl = ${JSON.stringify(directUrl)}`);
    if (shadowUrl !== undefined) lines.push(`  shadowDatabaseUrl = ${JSON.stringify(shadowUrl)}`);
  }
  return `datasource db {\n${lines.join('\n')}\n}\n`;
}

function configOf7({ url, urlIn, shadowUrl, seed }: ProjectOptions): string {
  const shadow = shadowUrl === undefined ? '' : `\n    shadowDatabaseUrl: ${JSON.stringify(shadowUrl)},`;
  return `${urlIn === undefined || urlIn === 'dotenv' ? "import 'dotenv/config';\n" : ''}import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations'${seed === true ? ", seed: 'node prisma/seed.cjs'" : ''} },
  datasource: {
    url: ${urlIn === 'schema' ? JSON.stringify(url) : "process.env['DATABASE_URL']!"},${shadow}
  },
});
`;
}

function configOf8({ url, urlIn }: ProjectOptions): string {
  return `${urlIn === undefined || urlIn === 'dotenv' ? "import 'dotenv/config';\n" : ''}import { definePrismaConfig } from '@prisma/cli-engine';
import { defineConfig as ormConfig } from '@prisma/orm-postgres/config';

export default definePrismaConfig({
  orm: ormConfig({
    contract: './src/prisma/contract.prisma',
    db: { connection: ${urlIn === 'schema' ? JSON.stringify(url) : "process.env['DATABASE_URL']!"} },
  }),
});
`;
}
