/** A person loses a database by `db push --force-reset` and takes it back by `undo`, both at a terminal and through the real CLI. */
import { expect } from 'vitest';
import type { Installed } from '../installed.ts';

export interface Traveller extends Installed {
  /** What a person types to name the database. */
  readonly label: string;
}

const loss = ['db', 'push', '--force-reset'];
const patience = 60_000;

/** `lacks`: lines of what would not come back, which are shown and accepted on both ways. Gives both screens. */
export async function thereAndBack(
  at: Traveller,
  lacks: readonly (string | RegExp)[],
  between: () => Promise<void>,
): Promise<{ readonly there: string; readonly back: string }> {
  const lose = at.terminal('prisma', loss);
  await lose.waitFor('Type DESTROY_DATA to go on', patience);
  lose.type('DESTROY_DATA\r');
  const there = await ended(lose, lacks);
  await between();
  const undo = at.terminal('prisma-interlock', ['undo']);
  await undo.waitFor(`Replace ${at.label}? (y/N)`, patience);
  undo.type('y\r');
  return { there, back: await ended(undo, lacks) };
}

async function ended(terminal: ReturnType<Installed['terminal']>, lacks: readonly (string | RegExp)[]) {
  if (lacks.length > 0) {
    await terminal.waitFor('To have all but this, type: accept', patience);
    for (const line of lacks) expect(terminal.screen()).toMatch(line);
    terminal.type('accept\r');
  }
  const { exitCode } = await terminal.ended(patience);
  expect(exitCode, terminal.screen()).toBe(0);
  if (lacks.length === 0) expect(terminal.screen()).not.toContain('type: accept');
  return terminal.screen();
}

/** Nothing is lost: it ends in place of the question, or after the yes by the proof. Gives the screen. */
export async function refusedBefore(at: Traveller, isAsked: boolean, code = 'no-way-back'): Promise<string> {
  const lose = at.terminal('prisma', loss);
  if (isAsked) {
    await lose.waitFor('Type DESTROY_DATA to go on', patience);
    lose.type('DESTROY_DATA\r');
  }
  const { exitCode } = await lose.ended(patience);
  expect(exitCode, lose.screen()).toBe(73);
  expect(lose.screen()).toContain(`prisma-interlock[${code}]`);
  if (!isAsked) expect(lose.screen()).not.toContain('DESTROY_DATA to go on');
  return lose.screen();
}
