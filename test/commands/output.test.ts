import { expect, test } from 'vitest';
import { installedProject } from '../e2e/installed.ts';

const project = () => installedProject({ major: 7, provider: 'sqlite', url: 'file:./dev.db' });

/** What a shell says of a line: exit codes in a row, and stderr. */
async function ran(line: string) {
  const at = project();
  const terminal = at.shell(`(${line}) 2>&1; printf '[%s]' "$?"`);
  await terminal.ended();
  return terminal.screen();
}

test.each(['shellenv bash', '--help', 'help list', '--version', 'completion bash', 'explain -- db push'])(
  '%s ends with 74 and says so where stdout takes nothing',
  async (words) => {
    const screen = await ran(`prisma-interlock ${words} >/dev/full`);
    expect(screen).toContain('prisma-interlock[output-unwritable]');
    expect(screen).toContain('ENOSPC');
    expect(screen).toMatch(/\[74\]$/);
  },
);

test('a reader that goes away early is no error', async () => {
  const screen = await ran('{ prisma-interlock completion bash; printf "<%s>" "$?" >&2; } | true');
  expect(screen).toBe('<0>[0]');
});

test('a message that cannot be written leaves the exit code as it is', async () => {
  expect(await ran('prisma-interlock nonsense 2>/dev/full')).toBe('[64]');
});
