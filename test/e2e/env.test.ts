/** A config file switches off Prisma 6's reading of `.env`; `prisma-interlock/env` in it reads what Prisma would have read. */
import { expect, onTestFinished, test } from 'vitest';
import { makeProject, type Project } from '../support/project.ts';
import { share } from '../support/sweep.ts';
import { installInto } from './installed.ts';

const url = (name: string) => `DATABASE_URL=file:./${name}.db\n`;
const config = "import 'prisma-interlock/env';\n\nexport default {};\n";
const schema = `datasource db {\n  provider = "sqlite"\n  url = env("DATABASE_URL")\n}\n\nmodel User {\n  id Int @id\n}\n`;

function project(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>): Project {
  const at = makeProject({
    major: 6,
    provider: 'sqlite',
    url: '',
    urlIn: 'env',
    files: { 'db/schema.prisma': schema, ...files },
    env,
  });
  onTestFinished(() => at.cleanup());
  installInto(at.dir);
  return at;
}

/** Which database a push would reach, and whether it ended well. */
async function reached(
  files: Readonly<Record<string, string>>,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const at = project(files, env);
  const { DATABASE_URL, ...rest } = at.env;
  const given = env['DATABASE_URL'] === undefined ? rest : { ...rest, DATABASE_URL };
  const { run } = await import('../support/run.ts');
  const { exitCode } = await run(at.node, [at.cli, 'db', 'push', ...words], {
    cwd: at.dir,
    env: given as Record<string, string>,
  });
  return {
    exitCode,
    urls: [...new Set(at.calls().map((call) => call.url))].map((each) => each?.replaceAll(at.dir, '')),
  };
}

const places = [
  ['beside package.json', { '.env': url('root') }, [], {}],
  ['in prisma/', { 'prisma/.env': url('prisma') }, [], {}],
  ['in both, with other values', { '.env': url('root'), 'prisma/.env': url('prisma') }, [], {}],
  ['in both, with the same value', { '.env': url('same'), 'prisma/.env': url('same') }, [], {}],
  [
    'beside the schema that is named',
    { 'db/.env': url('db'), 'prisma/.env': url('prisma') },
    ['--schema=db/schema.prisma'],
    {},
  ],
  ['and the variable is set', { '.env': url('root') }, [], { DATABASE_URL: 'file:./variable.db' }],
  ['and the variable is set and empty', { '.env': url('root') }, [], { DATABASE_URL: '' }],
  ['with a variable in it', { '.env': `NAME=x\nDATABASE_URL="file:./\${NAME}-\${OTHER}.db"\n` }, [], { OTHER: 'y' }],
  ['with a value in quotes', { '.env': "DATABASE_URL='file:./a$b.db' # why\n" }, [], {}],
  ['nowhere', {}, [], {}],
] as const;

test.each(share(places, 2))('.env %s', async (_name, files, words, env) => {
  const bare = await reached(files, words, env);
  expect(await reached({ ...files, 'prisma.config.ts': config }, words, env)).toEqual(bare);
});
