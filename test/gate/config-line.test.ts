import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Place, place } from '../e2e/databases.ts';
import { type Ran, run } from '../support/run.ts';

const production = { NODE_ENV: 'production' };

/** A project whose config file is this text, and in which nobody but that text names an engine. */
async function project(
  major: 6 | 7,
  text: string,
): Promise<Place & { alone(line: string, env?: object): Promise<Ran> }> {
  const at = await place(major, 'sqlite', { urlIn: 'schema', files: { 'prisma.config.ts': text } });
  const { PRISMA_SCHEMA_ENGINE_BINARY: tripwire = '', ...env } = at.env;
  writeFileSync(join(at.dir, '.env'), `DATABASE_URL=file:./dev.db\nPRISMA_SCHEMA_ENGINE_BINARY=${tripwire}\n`);
  const cli = join(at.dir, 'node_modules/prisma/build/index.js');
  return {
    ...at,
    alone: (line, more) => run(at.node, [cli, ...line.split(' ')], { cwd: at.dir, env: { ...env, ...more } }),
  };
}

test.each(['async () => config', '() => config', 'Promise.resolve(config)'])(
  'withInterlock reads a config of Prisma 6 without an engine that is given as %s',
  async (given) => {
    const adapter = "async () => { throw new Error('the adapter was used'); }";
    const at = await project(
      6,
      `import { withInterlock } from 'prisma-interlock/config';
const config = { experimental: { adapter: true }, engine: 'js', schema: 'prisma/schema.prisma', adapter: ${adapter} };
export default withInterlock(${given});
`,
    );
    const ran = await at.run('prisma', ['validate']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    const reset = await at.prisma(['db', 'push', '--force-reset'], { env: production });
    expect(reset.exitCode, reset.stderr).toBe(77);
  },
);
