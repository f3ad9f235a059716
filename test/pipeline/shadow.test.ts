import { describe, expect, it, onTestFinished } from 'vitest';
import { datasourceIn } from '../../src/target/datamodel.ts';
import { makeProject, type ProjectOptions } from '../support/project.ts';
import { share } from '../support/sweep.ts';
import { resolveIn } from '../target/ask-prisma/real-cli.ts';

const main = 'postgresql://u:p@localhost:5432/app';
const shadow = 'postgresql://u:p@shadow.example.com/wiped';
const both = [
  ['main', 'app@localhost'],
  ['shadow', 'wiped@shadow.example.com'],
];
const wiped = [['shadow', 'wiped@shadow.example.com']];

async function targets(options: Partial<ProjectOptions> & { major: 5 | 6 | 7 }, argv: string[]) {
  const project = makeProject({ provider: 'postgresql', url: main, ...options });
  onTestFinished(() => project.cleanup());
  const found = await resolveIn(project, options.major, argv);
  expect(found.problem).toBeUndefined();
  return found.targets.map(({ role, label }) => [role, label]);
}

const replay = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-empty'];

describe.each(share([7, 5, 6] as const, 2))('a shadow database of Prisma %i', (major) => {
  it('is a target of migrate dev, beside the main one', async () => {
    expect(await targets({ major, shadowUrl: shadow }, ['migrate', 'dev'])).toEqual(both);
  });

  it('is none of migrate reset', async () => {
    expect(await targets({ major, shadowUrl: shadow }, ['migrate', 'reset', '--force'])).toEqual(both.slice(0, 1));
  });

  it('is the only one that migrate diff can harm, and only where it replays migrations', async () => {
    const argv = major === 7 ? replay : [...replay, '--shadow-database-url', shadow];
    expect(await targets({ major, ...(major === 7 ? { shadowUrl: shadow } : {}) }, argv)).toEqual(wiped);
    expect(await targets({ major, shadowUrl: shadow }, ['migrate', 'diff', '--from-empty', '--to-empty'])).toEqual([]);
  });
});

it('a shadow database named by a variable of .env is found', async () => {
  const files = {
    '.env': `DATABASE_URL=${main}\nSHADOW=${shadow}\n`,
    'prisma/schema.prisma':
      'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n  shadowDatabaseUrl = env("SHADOW") // wiped\n}\n',
  };
  expect(await targets({ major: 6, files }, ['migrate', 'dev'])).toEqual(both);
});

it('a datasource may have any name that Prisma takes', () => {
  const block = (name: string) => `datasource ${name} {\n  provider = "sqlite"\n  url = "file:./dev.db"\n}\n`;
  for (const name of ['db', 'my-db', 'my_db', 'db2']) {
    expect(datasourceIn([block(name)], {})?.url, name).toBe('file:./dev.db');
  }
});

it('a shadow database that is the production database is judged as that', async () => {
  const found = await targets({ major: 7, shadowUrl: 'postgresql://u:p@x.rds.amazonaws.com/prod' }, [
    'migrate',
    'dev',
    '--url',
    main,
  ]);
  expect(found).toEqual([
    ['main', 'app@localhost'],
    ['shadow', 'prod@x.rds.amazonaws.com'],
  ]);
});

it('no shadow database is a target where --url is all that Prisma 7 is given', async () => {
  const files = { 'prisma.config.ts': "export default { schema: 'prisma/schema.prisma' };\n" };
  expect(await targets({ major: 7, files }, ['migrate', 'dev', '--url', main])).toEqual(both.slice(0, 1));
});

describe('the datasource block', () => {
  const read = (lines: string, env = {}) =>
    datasourceIn(['model A {\n  id Int @id\n}\n', `datasource db {\n${lines}\n}\n`], env)?.shadowDatabaseUrl;

  it.each([
    ['  shadowDatabaseUrl = "postgresql://h/s"', 'postgresql://h/s'],
    ['\tshadowDatabaseUrl="postgresql://h/\\"s"\t// no', 'postgresql://h/"s'],
    ['  shadowDatabaseUrl = env( "S" )', 'from-env'],
    ['  shadowDatabaseUrl = env("NOT_SET")', undefined],
    ['  // shadowDatabaseUrl = "postgresql://h/s"', undefined],
    ['  /* shadowDatabaseUrl = "x"\n*/', undefined],
    ['  url = "postgresql://h/s?x=} shadowDatabaseUrl = y"', undefined],
  ])('%s gives %s', (lines, url) => {
    expect(read(lines, { S: 'from-env' })).toBe(url);
  });

  it('that cannot be read is an error', () => {
    expect(() => read('  shadowDatabaseUrl = concat("a", "b")')).toThrow('cannot be read');
  });
});
