/** Ways round a word that was said, on servers: the policy edited or gone, another checkout, another home. SQLite: memory.test.ts. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { queryRows, runSql } from '../support/sql.ts';
import { type Place, place } from './databases.ts';
import { installedProject } from './installed.ts';

const reset = ['migrate', 'reset', '--force'] as const;
const migrations = { '20260101000000_drop': 'DROP TABLE kept;' };
const kept =
  "CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(9)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";

const policyOf = (at: Place) => join(at.dir, 'prisma-interlock.json');
const say = (at: Place, policy: object) => writeFileSync(policyOf(at), JSON.stringify(policy));

describe.each([
  { major: 7, provider: 'postgresql' },
  { major: 6, provider: 'mysql' },
] as const)('production by policy on $provider', ({ major, provider }) => {
  test('holds where the policy is edited or gone, in another checkout, and under another home', async () => {
    const at = await place(major, provider, { engine: 'wasm', migrations });
    await runSql(provider, at.url, kept);
    const rows = () => queryRows(provider, at.url, 'SELECT * FROM kept ORDER BY id');
    const before = await rows();
    const refused = async (by: Pick<Place, 'run'>, argv: readonly string[], exit: number, env = {}) => {
      const ran = await by.run('prisma', argv, { env });
      expect(ran.exitCode, ran.stderr + ran.stdout).toBe(exit);
      expect(await rows()).toEqual(before);
    };

    // What a person has written at home, on a first day, whichever home the line is given.
    const config = join(at.env['TEST_HOME'] ?? '', '.config', 'prisma-interlock', 'policy.json');
    const elsewhere = { HOME: join(at.dir, 'prisma'), XDG_CONFIG_HOME: join(at.dir, 'prisma'), USERPROFILE: '' };
    mkdirSync(dirname(config), { recursive: true });
    symlinkSync(join(at.dir, 'gone.json'), config);
    await refused(at, reset, 78, elsewhere);
    rmSync(config);
    writeFileSync(config, JSON.stringify({ environments: { [at.label]: 'production' } }));
    await refused(at, reset, 77, elsewhere);
    rmSync(config);

    for (const policy of [{ disposable: [at.label] }, { environments: { [at.label]: 'development' } }]) {
      say(at, policy);
      await refused(at, reset, 77);
    }
    rmSync(policyOf(at));
    await refused(at, reset, 77, elsewhere);
    const checkout = installedProject({
      ...{ major, provider, url: at.url, engine: 'wasm', migrations },
      env: { TEST_HOME: at.env['TEST_HOME'] ?? '' },
    });
    await refused(checkout, reset, 77);
    await refused(checkout, ['migrate', 'deploy'], 75, { CLAUDECODE: '1' });
  });
});
