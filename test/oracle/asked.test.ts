import { describe, expect, it, onTestFinished } from 'vitest';
import { nodePath } from '../support/node-versions.ts';
import { openTerminal } from '../support/pty.ts';
import { describeCalls, effectOf } from '../support/tripwire.ts';
import { riskOf } from './compare.ts';
import { oracleProject } from './measure.ts';
import type { LevelMajor } from './model.ts';

const majors: readonly LevelMajor[] = [5, 6, 7];

/** Lines that do nothing without a terminal, and whatever a person says yes to with one. */
const asking = ['migrate reset', 'migrate reset x --force', 'migrate reset -- --force'];

async function answerYes(major: LevelMajor, argv: readonly string[], says = ''): Promise<string[]> {
  const project = oracleProject(major);
  onTestFinished(() => project.cleanup());
  const env = { ...project.env, TRIPWIRE_SAYS: says };
  const terminal = openTerminal(nodePath(24), [project.cli, ...argv], { cwd: project.dir, env });
  onTestFinished(() => terminal.kill('SIGKILL'));
  await terminal.waitFor(/reset your database\?|ignore the warning/);
  terminal.type('y');
  await terminal.ended();
  const calls = project.calls();
  expect(calls.map(effectOf), describeCalls(calls).join()).toContain('destroys');
  return describeCalls(calls);
}

describe.each(majors)('the real Prisma %i at a terminal', (major) => {
  it.each(asking)('resets after a yes to "%s", so that such a line is taken for a reset', async (line) => {
    const words = line.split(' ');
    expect(await answerYes(major, words)).toContain('reset');
    expect(riskOf('prisma', major, words)).toBe('destroy');
  });

  it('forces a push after a yes to its own question, so that a plain push is never let through as harmless', async () => {
    expect(await answerYes(major, ['db', 'push'], 'data-loss')).toContain('schemaPush(force:true)');
    expect(riskOf('prisma', major, ['db', 'push'])).toBe('change');
  });
});
