import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createPostgresDatabase, postgres } from '../../support/servers.ts';
import { swept } from '../../support/sweep.ts';
import { lostBetween, takeSnapshot } from './corpus/snapshot.ts';
import { generate } from './grammar.ts';

test('scripts of the grammar do to a real server what the grammar says of them', async () => {
  const database = await createPostgresDatabase();
  const client = new pg.Client({ ...postgres(), database: database.name });
  await client.connect();
  const ran = { keeps: 0, loses: 0 };
  const refused: string[] = [];
  try {
    await client.query(readFileSync(join(import.meta.dirname, 'corpus/base.sql'), 'utf8'));
    await client.query('BEGIN');
    const before = await takeSnapshot(client);
    await client.query('ROLLBACK');
    for (const seed of swept(2000, 10)) {
      const { sql, destroys } = generate(seed);
      await client.query('BEGIN');
      try {
        await client.query(sql);
        const lost = lostBetween(before, await takeSnapshot(client));
        expect(lost.length > 0, `${seed}: ${sql}\n${lost}`).toBe(destroys);
        ran[destroys ? 'loses' : 'keeps'] += 1;
      } catch (error) {
        // One statement before has renamed or removed what another one needs.
        if (!(error instanceof pg.DatabaseError)) throw error;
        refused.push(`${seed}: ${error.message}: ${sql}`);
      }
      await client.query('ROLLBACK');
      await client.query('DISCARD ALL');
    }
  } finally {
    await client.end();
    await database.drop();
  }
  const all = ran.keeps + ran.loses + refused.length;
  expect(refused.length / all, refused.slice(0, 10).join('\n=====\n')).toBeLessThan(0.2);
  expect(Math.min(ran.keeps, ran.loses)).toBeGreaterThan(all / 4);
});
