import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/run.ts';

const program = join(import.meta.dirname, '../../bin/prisma-interlock.js');

test.each([
  ['development', 'change', 'allow'],
  ['production', 'destroy', 'block'],
])('in %s a batch says of Studio what the line comes to', async (place, risk, verdict) => {
  const input = `${JSON.stringify({ program: 'prisma', major: 7, argv: ['studio'] })}\n`;
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: place };
  const ran = await run(process.execPath, [program, 'explain', '--json', '--batch'], { cwd: '/', env, input });
  expect(ran.stderr).toBe('');
  expect(JSON.parse(ran.stdout)).toMatchObject({ risk, decision: { verdict } });
});
