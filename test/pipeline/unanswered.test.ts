/** A database that is asked which one it is and does not say: the place is judged by its address, and that is told. */

import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { installedProject } from '../e2e/installed.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };
const flat = (text: string) => text.replace(/\s+/g, ' ');

test('it is told why, in plans, refusals, explain and status, without a question more', async () => {
  // It takes the connection, and says nothing.
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = `postgresql://app:s3cret-word@127.0.0.1:${port}/app?connect_timeout=1`;
  const at = installedProject({ major: 7, provider: 'postgresql', url, migrations });
  const told = `app@localhost:${port} was asked which database it is, and did not answer (`;

  const passed = await at.run('prisma', ['db', 'push']);
  const asked = await at.run('prisma', ['db', 'push', '--force-reset']);
  writeFileSync(
    join(at.dir, 'prisma-interlock.json'),
    JSON.stringify({ environments: { [`app@localhost:${port}`]: 'production' } }),
  );
  const refused = await at.run('prisma', ['db', 'push', '--force-reset']);
  expect([asked.exitCode, refused.exitCode]).toEqual([75, 77]);
  for (const { stderr } of [passed, asked, refused]) {
    expect(flat(stderr)).toContain(told);
    expect(stderr).not.toContain('s3cret');
  }
  expect(flat(passed.stderr)).toContain('prisma-interlock[no-answer]');
  for (const words of [['explain', '--', 'db', 'push'], ['status']]) {
    expect(flat((await at.run('prisma-interlock', words)).stdout), words[0]).toContain(told);
  }
});
