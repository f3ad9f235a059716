import { describe, expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import type { Terminal } from '../support/pty.ts';
import { loadRich } from '../support/rich.ts';
import { isWhole, share } from '../support/sweep.ts';
import { isMutating } from '../support/tripwire.ts';
import { onEach, type Place, place } from './databases.ts';
import { withoutOpening } from './opening-lines.ts';

const reset = ['migrate', 'reset', '--force'] as const;
const question = 'Type DESTROY_DATA to go on';

const answers: Record<string, (terminal: Terminal) => void> = {
  yes: (terminal) => terminal.type('yes\r'),
  destroy_data: (terminal) => terminal.type('destroy_data\r'),
  nothing: (terminal) => terminal.press('enter'),
  'Ctrl-C': (terminal) => terminal.press('ctrl-c'),
  'Ctrl-D': (terminal) => terminal.press('ctrl-d'),
};

async function expectUntouched(at: Place, provider: 'sqlite' | 'postgresql' | 'mysql', before: unknown): Promise<void> {
  // The tripwire stands where Prisma looks for its engine: it was asked whether the database is there, at most.
  expect(isMutating(at.calls())).toBe(false);
  expect(at.backups()).toEqual([]);
  expect(at.audit().filter(({ event }) => event !== 'refused')).toEqual([]);
  expect(await digestDatabase(provider, at.url)).toEqual(before);
}

const places = [
  { major: 5, provider: 'sqlite' },
  ...onEach([6]),
  { major: 7, provider: 'sqlite' },
  ...(isWhole ? onEach([7]) : []),
] as const;

describe.each(share(places, 3))('Prisma $major on $provider', ({ major, provider }) => {
  test('a reset with --force that is not answered by DESTROY_DATA leaves all as it was', async () => {
    const at = await place(major, provider);
    await loadRich(provider, at.url);
    const before = await digestDatabase(provider, at.url);
    // Every answer on one of them; where it is the same code, the strangest ones do.
    const chosen = major === 6 ? Object.keys(answers) : ['destroy_data', 'Ctrl-C'];
    for (const name of chosen) {
      const terminal = at.terminal('prisma', reset);
      await terminal.waitFor('This command destroys data');
      await terminal.waitFor(at.label);
      await terminal.waitFor(question);
      answers[name]?.(terminal);
      expect((await terminal.ended()).exitCode, `${name}\n${terminal.screen()}`).toBe(130);
    }
    for (const line of ['prisma migrate reset --force <&-', 'echo DESTROY_DATA | prisma migrate reset --force']) {
      const terminal = at.shell(line);
      expect((await terminal.ended()).exitCode, terminal.screen()).toBe(75);
    }
    const piped = await at.run('prisma', reset, { input: 'DESTROY_DATA\n' });
    expect({ exitCode: piped.exitCode, stdout: withoutOpening(piped.stdout) }, piped.stderr).toEqual({
      exitCode: 75,
      stdout: '',
    });
    await expectUntouched(at, provider, before);
  });
});

test('what was typed before the question is no answer to it', async () => {
  const at = await place(6, 'sqlite');
  await loadRich('sqlite', at.url);
  const before = await digestDatabase('sqlite', at.url);
  const terminal = at.terminal('prisma', reset);
  terminal.type('DESTROY_DATA\r');
  await terminal.waitFor(question);
  terminal.press('enter');
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(130);
  await expectUntouched(at, 'sqlite', before);
});

test('each way to destroy is asked for: --force-reset, --accept-data-loss, a reset hidden behind --help', async () => {
  const at = await place(7, 'sqlite');
  await loadRich('sqlite', at.url);
  const before = await digestDatabase('sqlite', at.url);
  for (const line of ['db push --force-reset=false', 'db push --accept-data-loss', 'migrate reset -f x --help']) {
    const terminal = at.terminal('prisma', line.split(' '));
    await terminal.waitFor(question);
    terminal.press('ctrl-d');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(130);
  }
  await expectUntouched(at, 'sqlite', before);
});
