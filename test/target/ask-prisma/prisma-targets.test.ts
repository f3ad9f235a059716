import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeProject, type ProjectOptions } from '../../support/project.ts';
import { oneOf, share } from '../../support/sweep.ts';
import { askedBy, resolveIn } from './real-cli.ts';

const pg = (name: string) => `postgresql://someone:se%40cret@db.example.com:5432/${name}`;
const schema = (lines: string) =>
  `datasource db {\n  provider = "postgresql"\n${lines}\n}\n\nmodel User {\n  id Int @id\n}\n`;
const config = (body: string) =>
  `import { defineConfig } from 'prisma/config';\n\nexport default defineConfig(${body});\n`;
const key = Buffer.from(
  JSON.stringify({
    databaseUrl: 'postgresql://u:p@localhost:51214/template1',
    shadowDatabaseUrl: 'postgresql://u:p@localhost:51215/x',
  }),
).toString('base64');

/** One that the tests name by the variable as well: what it hears is counted. */
const otherEngine = join(import.meta.dirname, '../../support/tripwire-engine.mjs');

interface Row {
  readonly majors: readonly (5 | 6 | 7)[];
  readonly options?: Partial<ProjectOptions>;
  /** Folder in the project to stand in. */
  readonly from?: string;
  /** Added to each command line. */
  readonly flags?: readonly string[];
  readonly label: string;
  readonly commands?: readonly (readonly string[])[];
}

const all = [
  ['db', 'push'],
  ['db', 'push', '--force-reset'],
  ['migrate', 'reset', '--force'],
  ['migrate', 'deploy'],
  ['migrate', 'dev', '--name', 'x'],
  ['db', 'push', '--accept-data-loss'],
];
const both = all.filter(([, word]) => word === 'reset' || word === 'dev');
const withSql = { 'x.sql': 'SELECT 1;\n' };
const execute = ['db', 'execute', '--file', 'x.sql'];

const rows: Record<string, Row> = {
  'a URL from the environment': {
    majors: [5, 6, 7],
    options: { urlIn: 'env', url: pg('app') },
    label: 'app@db.example.com',
  },
  'a URL written out': { majors: [5, 6, 7], options: { urlIn: 'schema', url: pg('app') }, label: 'app@db.example.com' },
  'a URL from .env': { majors: [5, 6, 7], options: { url: pg('app') }, label: 'app@db.example.com', commands: all },
  'the environment before .env': {
    majors: [5, 6, 7],
    options: { url: pg('app'), env: { DATABASE_URL: pg('other') } },
    label: 'other@db.example.com',
  },
  'a config file that names an engine over ours, as one that loads a .env over everything does': {
    majors: [6, 7],
    options: {
      urlIn: 'env',
      url: pg('app'),
      files: {
        'prisma.config.ts': `process.env.PRISMA_SCHEMA_ENGINE_BINARY = ${JSON.stringify(otherEngine)};\n${config(
          "{ schema: 'prisma/schema.prisma', datasource: { url: process.env.DATABASE_URL } }",
        )}`,
      },
    },
    label: 'app@db.example.com',
  },
  'a variable expanded in .env': {
    majors: [5, 6],
    options: { files: { '.env': `NAME=inner\nDATABASE_URL=${pg('$' + '{NAME}')}\n` } },
    label: 'inner@db.example.com',
  },
  'the .env at the root before that beside the schema': {
    majors: [5, 6],
    options: { url: pg('root'), files: { 'prisma/.env': `DATABASE_URL=${pg('beside')}\n` } },
    label: 'root@db.example.com',
  },
  'the .env beside the schema alone': {
    majors: [5, 6],
    options: { files: { '.env': '', 'prisma/.env': `DATABASE_URL=${pg('beside')}\n` } },
    label: 'beside@db.example.com',
  },
  'the .env.production that Prisma ignores': {
    majors: [5, 6, 7],
    options: {
      url: pg('app'),
      files: { '.env.production': `DATABASE_URL=${pg('prod')}\n`, '.env.local': `DATABASE_URL=${pg('local')}\n` },
    },
    label: 'app@db.example.com',
  },
  'directUrl before url': {
    majors: [5, 6],
    options: { url: pg('pooled'), directUrl: pg('direct') },
    label: 'direct@db.example.com',
    commands: both,
  },
  'the schema that --schema names': {
    majors: [5, 6],
    options: { files: { ...withSql, 'other/my.prisma': schema(`  url = "${pg('flag')}"`) } },
    flags: ['--schema', 'other/my.prisma'],
    label: 'flag@db.example.com',
    commands: [['db', 'push'], ['migrate', 'reset', '--force'], execute],
  },
  'the last of several --schema': {
    majors: [5, 6],
    options: { files: { 'a.prisma': schema(`  url = "${pg('a')}"`), 'b.prisma': schema(`  url = "${pg('b')}"`) } },
    flags: ['--schema=a.prisma', '--schema=b.prisma'],
    label: 'b@db.example.com',
    commands: [['db', 'push']],
  },
  'the .env beside the schema that --schema names': {
    majors: [5, 6],
    options: {
      files: {
        '.env': '',
        'other/.env': `DATABASE_URL=${pg('beside_other')}\n`,
        'other/s.prisma': schema('  url = env("DATABASE_URL")'),
      },
    },
    flags: ['--schema', 'other/s.prisma'],
    label: 'beside_other@db.example.com',
    commands: [['db', 'push', '--force-reset']],
  },
  'the schema that package.json names': {
    majors: [5, 6],
    options: {
      files: {
        'package.json': JSON.stringify({ name: 'p', prisma: { schema: 'db/s.prisma' } }),
        'db/s.prisma': schema(`  url = "${pg('named')}"`),
      },
    },
    label: 'named@db.example.com',
  },
  'a folder of schema files': {
    majors: [6],
    options: {
      files: {
        'parts/one.prisma': schema(`  url = "${pg('parts')}"`),
        'parts/two.prisma': 'model Two {\n  id Int @id\n}\n',
      },
    },
    flags: ['--schema', 'parts'],
    label: 'parts@db.example.com',
    commands: [
      ['db', 'push', '--force-reset'],
      ['migrate', 'reset', '--force'],
    ],
  },
  'a SQLite file beside the schema': {
    majors: [5, 6],
    options: { provider: 'sqlite', url: 'file:./dev.db' },
    label: 'prisma/dev.db',
  },
  'a SQLite file where Prisma 7 looks for it': {
    majors: [7],
    options: { provider: 'sqlite', url: 'file:./dev.db' },
    label: 'dev.db',
  },
  'a working folder inside the project': {
    majors: [5, 6],
    options: { url: pg('app'), files: { 'packages/x/prisma/schema.prisma': schema('  url = env("DATABASE_URL")') } },
    from: 'packages/x',
    label: 'app@db.example.com',
    commands: [['db', 'push']],
  },
  'a config file of the classic engine': {
    majors: [6],
    options: {
      urlIn: 'env',
      url: pg('schema'),
      files: {
        'prisma.config.ts': config(
          `{ schema: 'prisma/schema.prisma', engine: 'classic', datasource: { url: '${pg('classic')}' } }`,
        ),
      },
    },
    label: 'classic@db.example.com',
    commands: both,
  },
  'the config that --config names': {
    majors: [6, 7],
    options: {
      urlIn: 'env',
      url: pg('app'),
      files: {
        ...withSql,
        'conf/alt.config.ts': config(
          `{ schema: '../prisma/schema.prisma', engine: 'classic', datasource: { url: '${pg('alt')}' } }`,
        ),
      },
    },
    flags: ['--config', 'conf/alt.config.ts'],
    label: 'alt@db.example.com',
    commands: both,
  },
  'a config that is a function in another place': {
    majors: [7],
    options: {
      url: pg('app'),
      files: {
        'prisma.config.ts': '',
        '.config/prisma.ts': `export default { schema: 'prisma/schema.prisma', datasource: { url: (() => '${pg('made')}')() } };\n`,
        'prisma7.config.ts': config(`{ schema: 'prisma/schema.prisma', datasource: { url: '${pg('seven')}' } }`),
      },
    },
    label: 'seven@db.example.com',
  },
  'a --config that only a permissive reader sees': {
    majors: [7],
    options: {
      url: pg('app'),
      files: { 'alt.config.ts': config(`{ schema: 'prisma/schema.prisma', datasource: { url: '${pg('alt')}' } }`) },
    },
    label: 'alt@db.example.com',
    commands: [['migrate', 'reset', '--force', 'x', '--config', 'alt.config.ts']],
  },
  'a --config that Prisma ignores': {
    majors: [7],
    options: {
      url: pg('app'),
      files: { 'alt.config.ts': config(`{ schema: 'prisma/schema.prisma', datasource: { url: '${pg('alt')}' } }`) },
    },
    label: 'app@db.example.com',
    commands: [['--', 'db', 'push', '--config', 'alt.config.ts', '--force-reset']],
  },
  'a script that is executed without any schema': {
    majors: [7],
    options: {
      url: pg('app'),
      files: {
        ...withSql,
        'prisma.config.ts': config(`{ datasource: { url: '${pg('bare')}' } }`),
        'prisma/schema.prisma': '// empty\n',
      },
    },
    label: 'bare@db.example.com',
    commands: [execute],
  },
  'a URL on the command line': {
    majors: [7],
    options: { url: pg('app') },
    flags: ['--url', pg('typed')],
    label: 'typed@db.example.com',
    commands: [
      ['db', 'push'],
      ['migrate', 'dev', '--name', 'x'],
    ],
  },
  'a SQLite file on the command line': {
    majors: [7],
    options: { provider: 'sqlite', url: 'file:./dev.db' },
    flags: ['--url', 'file:./typed.db'],
    label: 'typed.db',
    commands: [['db', 'push', '--force-reset']],
  },
  'a SQLite file on the command line with a config elsewhere': {
    majors: [7],
    options: {
      provider: 'sqlite',
      url: 'file:./dev.db',
      files: { 'conf/c.ts': config(`{ schema: '../prisma/schema.prisma', datasource: { url: 'file:./conf.db' } }`) },
    },
    flags: ['--config', 'conf/c.ts', '--url', 'file:./typed.db'],
    label: 'conf/typed.db',
    commands: [['db', 'push', '--force-reset']],
  },
  'a script for a URL on the command line': {
    majors: [5, 6],
    options: { url: pg('app'), files: withSql },
    label: 'typed@db.example.com',
    commands: [[...execute, '--url', pg('typed')]],
  },
  'a local Prisma Postgres': {
    majors: [6, 7],
    options: { url: `prisma+postgres://localhost:51213/?api_key=${key}` },
    label: 'template1@localhost:51214',
  },
};

describe.each(
  share(
    Object.entries(rows).map(([name, row], turn) => ({ name, row, turn })),
    2,
  ),
)('$name', ({ row, turn }) => {
  it.each(oneOf(row.majors, turn))('is the target that Prisma %i itself names', async (major) => {
    const project = makeProject({ major, provider: 'postgresql', url: pg('unused'), ...row.options });
    onTestFinished(() => project.cleanup());
    const cwd = row.from ? `${project.dir}/${row.from}` : project.dir;
    for (const command of oneOf(row.commands ?? all.filter(([, word]) => word === 'reset'), turn + major)) {
      const argv = [...command, ...(row.flags ?? [])];
      const before = project.calls().length;
      const { targets, problem } = await resolveIn(project, major, argv, { cwd });
      expect(problem).toBeUndefined();
      expect(targets.map(({ role, label }) => [role, label])).toEqual([['main', row.label]]);
      expect(project.calls().length, 'the question reached no engine but ours').toBe(before);
      expect(await askedBy(project, argv, cwd), argv.join(' ')).toEqual([targets[0]?.identity]);
    }
  });
});
