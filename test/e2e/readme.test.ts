import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { run } from '../support/run.ts';

const root = join(import.meta.dirname, '..', '..');

test('the README opens with what the line really prints', async () => {
  const [, block = ''] =
    /^# prisma-interlock\n\n((?: {4}.*\n|\n)+)/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  const [line = '', ...text] = block.trim().split('\n');
  const [, variable = '', value = '', words = ''] = /^\$ (\w+)=(\w+) npx prisma (.+)$/.exec(line) ?? [];
  const at = makeProject({ major: 7, provider: 'sqlite', url: 'file:./dev.db' });
  onTestFinished(() => at.cleanup());
  const argv = [join(root, 'bin/prisma.js'), ...words.split(' ')];
  const ran = await run(process.execPath, argv, { cwd: at.dir, env: { ...at.env, [variable]: value } });
  expect(ran.stderr.trim()).toBe(
    text
      .map((said) => said.slice(4))
      .join('\n')
      .trim(),
  );
  expect(ran).toMatchObject({ stdout: '', exitCode: 77 });
});
