import mysql from 'mysql2/promise';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createMariadbDatabase, createPostgresDatabase } from './servers.ts';

const password = `@:/?#%'"\\ äß`;

test('a PostgreSQL user logs in with the strangest of passwords, and not without it', async () => {
  const database = await createPostgresDatabase({ password });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  expect((await client.query('SELECT current_user AS me')).rows).toEqual([{ me: database.user }]);
  await client.end();
  await expect(new pg.Client({ ...database, database: database.name, password: 'wrong' }).connect()).rejects.toThrow(
    /password/,
  );
  await database.drop();
});

test('a MariaDB user logs in with the strangest of passwords, and not without it', async () => {
  const database = await createMariadbDatabase({ password });
  const { host, port, user, name } = database;
  const connection = await mysql.createConnection({ host, port, user, password, database: name });
  expect((await connection.query('SELECT DATABASE() AS name'))[0]).toEqual([{ name }]);
  await connection.end();
  await expect(mysql.createConnection({ host, port, user, password: 'wrong' })).rejects.toThrow(/Access denied/);
  await database.drop();
});
