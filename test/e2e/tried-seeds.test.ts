/** A seed of Prisma 6 writes by `url`, where the CLI itself goes by `directUrl`. */

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { installedProject } from './installed.ts';

const { resolve } = createRequire(import.meta.url);
const kept =
  "CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(9)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";
const seeds = {
  postgresql: `const { Client } = require(${JSON.stringify(resolve('pg'))});
const client = new Client(process.env.DATABASE_URL);
client.connect().then(() => client.query('TRUNCATE kept')).then(() => client.end());
`,
  mysql: `const { createConnection } = require(${JSON.stringify(resolve('mysql2/promise'))});
createConnection(process.env.DATABASE_URL).then(async (client) => {
  await client.query('TRUNCATE kept');
  await client.end();
});
`,
};

test.each([
  ['postgresql', createPostgresDatabase],
  ['mysql', createMariadbDatabase],
] as const)(
  'a seed that empties a table of %s does not run against production by way of url',
  async (provider, create) => {
    const [live, own] = [await create(), await create()];
    onTestFinished(async () => {
      await live.drop();
      await own.drop();
    });
    await runSql(provider, live.url, kept);
    await runSql(provider, own.url, kept);
    const at = installedProject({
      ...{ major: 6, provider, url: live.url, directUrl: own.url, seed: true, engine: 'wasm' },
      files: { 'prisma/seed.cjs': seeds[provider] },
    });
    const label = `${live.name}@localhost:${live.port}`;
    const policy = { environments: { [label]: 'production' } };
    writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify(policy));
    const rows = (url: string) => queryRows(provider, url, 'SELECT id FROM kept');
    for (const env of [{}, { CLAUDECODE: '1' }]) {
      const ran = await at.run('prisma', ['db', 'seed'], { env });
      expect(ran.exitCode, ran.stderr).toBe(75);
      expect(ran.stderr).toContain(label);
    }
    expect(await rows(live.url)).toHaveLength(2);
    // The same line, where all that it may reach is its own.
    const ran = await at.run('prisma', ['db', 'seed'], { env: { DATABASE_URL: own.url } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await rows(own.url)).toHaveLength(0);
    expect(await rows(live.url)).toHaveLength(2);
  },
);
