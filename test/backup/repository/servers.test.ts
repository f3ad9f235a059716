import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { createHost } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import { createTarget } from '../../../src/target/target.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../../support/servers.ts';
import { queryRows, runSql } from '../../support/sql.ts';
import { scratchFolder } from '../engines/scratch.ts';

const password = `p@ss:/?#%'"\\ wörd-${'x'.repeat(8)}`;

for (const [provider, create] of [
  ['postgresql', createPostgresDatabase],
  ['mysql', createMariadbDatabase],
] as const) {
  test(`a ${provider} database comes back whole, and its password is nowhere in the repository`, async () => {
    const database = await create({ password });
    onTestFinished(() => database.drop());
    const host = createHost();
    const repository = join(scratchFolder(), 'backups');
    const policy: Policy = {
      files: [],
      environments: [],
      disposable: [],
      backup: { ...mergePolicies([], '/').backup, repository, cheapBytes: 256e6 },
    };
    const target = createTarget(host, database.url, 'main', 'test', '/');
    await runSql(
      provider,
      database.url,
      "CREATE TABLE users (id integer PRIMARY KEY, name varchar(50)); INSERT INTO users VALUES (1, 'Zoë 🦊'), (2, NULL)",
    );
    const why = {
      reason: 'before db push',
      argv: ['db', 'push', '--url', database.url, `--note=${database.url}`, password],
    };
    const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' });
    if (made.status === 'skipped') throw new Error(made.because);
    await runSql(provider, database.url, 'DROP TABLE users; CREATE TABLE later (id integer PRIMARY KEY)');
    const entry = await findBackup(host, policy, target, 'latest');
    expect(entry.id).toBe(made.backup.id);
    const { before } = await restoreBackup({
      host,
      target,
      policy,
      entry,
      ontoOther: false,
      argv: ['restore', 'latest'],
    });
    const rows = await queryRows(provider, database.url, 'SELECT id, name FROM users ORDER BY id');
    expect(rows.map(({ id, name }) => [Number(id), name])).toEqual([
      [1, 'Zoë 🦊'],
      [2, null],
    ]);
    await expect(queryRows(provider, database.url, 'SELECT id FROM later')).rejects.toThrow();
    expect(before?.id).toContain('before-restore');
    const files = readdirSync(repository, { recursive: true }).map((name) => join(repository, String(name)));
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file).toString('latin1'));
    expect(texts.length).toBeGreaterThan(5);
    const spellings = [password, encodeURIComponent(password), 'wörd-xxxxxxxx', 'rd-xxxxxxxx'].map((word) =>
      Buffer.from(word).toString('latin1'),
    );
    for (const text of texts) for (const word of spellings) expect(text.includes(word)).toBe(false);
  });
}
