import type { RunnerName } from './runners.ts';

export type Major = 6 | 7;

/** The version that a project begins with, and the one that it is updated to. */
export const versions: Readonly<Record<Major, readonly [string, string]>> = {
  6: ['6.19.2', '6.19.3'],
  7: ['7.10.0', '7.10.1'],
};

/** By what alone a place can be known as production: by a variable, or by nothing but the database's address. */
export type Evidence = 'variable' | 'address';

export const urls: Readonly<Record<Evidence, string>> = {
  variable: 'postgresql://dev:dev@localhost:5432/shop',
  address: 'postgresql://shop:not-a-secret@db.shop.example.com:5432/shop_production',
};

/** A root with a Prisma, and a member of the workspace, `packages/app`, with a schema and a Prisma of its own. */
export function projectFiles(runner: RunnerName, major: Major): Record<string, string> {
  const [version] = versions[major];
  const root = {
    name: 'shop',
    version: '1.0.0',
    private: true,
    ...packageManager(runner),
    ...(runner.startsWith('pnpm') ? {} : { workspaces: ['packages/*'] }),
    scripts: { reset: 'prisma db push --force-reset', check: 'prisma validate' },
    dependencies: { '@prisma/client': version, dotenv: '17.2.3' },
    devDependencies: { '@types/node': '20.19.0', prisma: version, typescript: '5.9.3' },
  };
  const app = {
    name: 'app',
    version: '1.0.0',
    private: true,
    // What makes a client at every install, as many projects do.
    scripts: { postinstall: 'prisma generate' },
    dependencies: { '@prisma/client': version, dotenv: '17.2.3' },
    devDependencies: { prisma: version },
  };
  return {
    'package.json': json(root),
    'packages/app/package.json': json(app),
    '.gitignore': 'node_modules\n.env\ngenerated\n.yarn/install-state.gz\n',
    ...(major === 7 ? { 'prisma.config.ts': configFile(7), 'packages/app/prisma.config.ts': configFile(7) } : {}),
    'other.config.ts': configFile(major),
    ...within('', major),
    ...within('packages/app/', major),
    'tsconfig.json': tsconfig,
    ...runnerFiles(runner),
  };
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

/** What pnpm and yarn write by themselves, or ask for. */
function packageManager(runner: RunnerName): object {
  const written: Partial<Record<RunnerName, string>> = {
    pnpm9: 'pnpm@9.15.9',
    pnpm10: 'pnpm@10.34.9',
    pnpm11: 'pnpm@11.28.11',
    yarn4: 'yarn@4.18.1',
    pnp: 'yarn@4.18.1',
  };
  return written[runner] === undefined ? {} : { packageManager: written[runner] };
}

function runnerFiles(runner: RunnerName): Record<string, string> {
  if (runner === 'yarn4') return { '.yarnrc.yml': 'nodeLinker: node-modules\n' };
  if (runner === 'pnp') return { '.yarnrc.yml': 'nodeLinker: pnp\n' };
  const workspace = 'packages:\n  - packages/*\n';
  const built = ['@prisma/client', '@prisma/engines', 'prisma'];
  if (runner === 'pnpm9') return { 'pnpm-workspace.yaml': workspace };
  if (runner === 'pnpm10') {
    return {
      'pnpm-workspace.yaml': `${workspace}onlyBuiltDependencies:\n${built.map((name) => `  - '${name}'\n`).join('')}`,
    };
  }
  if (runner === 'pnpm11' || runner === 'pnpm12') {
    const allowed = built.map((name) => `  '${name}': true\n`).join('');
    return { 'pnpm-workspace.yaml': `${workspace}allowBuilds:\n${allowed}minimumReleaseAge: 0\n` };
  }
  return {};
}

/** Schema, a migration and `.env` of one folder. */
function within(folder: string, major: Major): Record<string, string> {
  const url = major === 6 ? '  url      = env("DATABASE_URL")\n' : '';
  return {
    [`${folder}.env`]: envFile('variable'),
    [`${folder}prisma/schema.prisma`]: `generator client {
  provider = "prisma-client"
  output   = "../generated"
}

datasource db {
  provider = "postgresql"
${url}}

model User {
  id Int @id
}
`,
    [`${folder}prisma/migrations/20260101000000_init/migration.sql`]:
      'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY);\n',
    [`${folder}prisma/migrations/migration_lock.toml`]: 'provider = "postgresql"\n',
  };
}

export const envFile = (evidence: Evidence) => `DATABASE_URL='${urls[evidence]}'\n`;

/** 6 takes the URL from here only where the engine is named as well. */
const configFile = (major: Major) => `import 'dotenv/config';
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },${major === 6 ? "\n  engine: 'classic'," : ''}
  datasource: { url: process.env['DATABASE_URL']! },
});
`;

const tsconfig = json({
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['other.config.ts'],
});
