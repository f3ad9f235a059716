import { expect, test } from 'vitest';
import { readAddress } from '../../../src/databases/mysql/address.ts';
import { readReading } from '../../../src/databases/mysql/reading.ts';
import { openSession } from '../../../src/databases/mysql/session.ts';
import { createHost } from '../../../src/host.ts';
import { secret } from '../../../src/secrets/secret.ts';
import { readMysql } from '../../../src/sql/mysql/read.ts';
import { schema } from '../../sql/mysql/there.ts';
import { createMariadbDatabase } from '../../support/servers.ts';
import { runSql } from '../../support/sql.ts';

test('what a server says of itself is enough to tell what a script would lose on it', async () => {
  const { url, drop } = await createMariadbDatabase();
  try {
    await runSql('mysql', url, schema);
    const host = createHost();
    const address = readAddress(host, secret(url));
    const session = await openSession(host, address, address.database);
    const reading = await readReading(session);
    await session.close();
    expect(reading).toMatchObject({ flavour: 'mariadb', sqlMode: expect.arrayContaining(['STRICT_TRANS_TABLES']) });
    expect(reading.version).toBeGreaterThan(100_000);
    const risks = (sql: string) => readMysql(sql, reading).map(({ risk }) => risk);
    expect(risks('ALTER TABLE `User` MODIFY `name` TEXT NULL')).toEqual(['change']);
    expect(risks('ALTER TABLE `User` MODIFY `since` DATE NULL')).toEqual(['destroy']);
    expect(risks('ALTER TABLE `Post` DROP COLUMN `twice`')).toEqual(['change']);
    expect(risks("INSERT INTO `Inbox` VALUES (999, 'x')")).toEqual(['destroy']);
    expect(risks("INSERT INTO `Audit` VALUES (999, 'x')")).toEqual(['change']);
    expect(risks('/*M!100000 DROP TABLE `Tag` */')).toEqual(['destroy']);
    expect(risks('/*!80000 DROP TABLE `Tag` */')).toEqual([]);
  } finally {
    await drop();
  }
});
