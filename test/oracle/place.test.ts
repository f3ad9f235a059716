import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withoutOpening } from '../e2e/opening-lines.ts';
import { makeProject } from '../support/project.ts';
import { run } from '../support/run.ts';
import { share } from '../support/sweep.ts';
import { effectOf } from '../support/tripwire.ts';
import { riskOf } from './compare.ts';
import { inParallel } from './measure.ts';
import type { LevelMajor } from './model.ts';

const majors: readonly LevelMajor[] = [5, 6, 7];
const shim = join(import.meta.dirname, '..', '..', 'bin', 'prisma.js');
/** Nothing is ever connected to: the host exists in no name service. */
const url = 'postgresql://app@db.prod.example.com:5432/app';

const lines = [
  ['db', 'push', '--force-reset=false'],
  ['--', 'migrate', '--', 'reset', '-f'],
  ['migrate', 'reset', '-f', 'x', '--help'],
  ['--preview-feature', 'db', 'push', '--accept-data-loss', '--'],
  ['migrate', 'reset', '--schema', '--preview-feature', 'prisma/schema.prisma', '--force'],
  ['db', 'push', '--force-reset', '--bogus'],
];

describe.each(majors)('a destructive line of Prisma %i where only the host says production', (major) => {
  it('is blocked before anything is asked of the database', { timeout: 120_000 }, async () => {
    const project = makeProject({ major, provider: 'postgresql', url });
    onTestFinished(() => project.cleanup());
    const chosen = share(lines, major === 7 ? 1 : 3);
    const ran = await inParallel(chosen, 2, (argv) =>
      run(project.node, [shim, ...argv], { cwd: project.dir, env: project.env }),
    );
    expect(ran.map(({ exitCode, stdout }) => ({ exitCode, stdout: withoutOpening(stdout) }))).toEqual(
      chosen.map(() => ({ exitCode: 77, stdout: '' })),
    );
    expect(project.calls()).toEqual([]);
    for (const { stderr } of ran) expect(stderr).not.toMatch(/PRISMA_|NODE_ENV|bypass|override|disable|unset/i);
  });
});

it('a diff of Prisma 6 empties the shadow database of a classic config without being told on the line', async () => {
  const shadowUrl = 'postgresql://app@127.0.0.1:1/shadow';
  const config = `export default { engine: 'classic', datasource: { url: '${url}', shadowDatabaseUrl: '${shadowUrl}' } };\n`;
  const migrations = { '20260101000000_init': 'SELECT 1;\n' };
  const files = { 'prisma.config.ts': config };
  const project = makeProject({ major: 6, provider: 'postgresql', url, urlIn: 'schema', migrations, files });
  onTestFinished(() => project.cleanup());
  const argv = ['migrate', 'diff', '--from-empty', '--to-migrations', 'prisma/migrations'];
  await project.prisma(argv);
  expect(project.calls().map((call) => [call.shadowUrl, effectOf(call)])).toEqual([[shadowUrl, 'shadow']]);
  expect(riskOf('prisma', 6, argv)).toBe('destroy');
});
