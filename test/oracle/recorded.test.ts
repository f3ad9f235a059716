import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodePath } from '../support/node-versions.ts';
import { run } from '../support/run.ts';
import { isWhole, share } from '../support/sweep.ts';
import { complaint, type Needed, riskOf } from './compare.ts';
import { inParallel, type Measured, measure, oracleProject } from './measure.ts';
import { type LevelMajor, predict } from './model.ts';

const majors: readonly LevelMajor[] = [5, 6, 7];
const bin = join(import.meta.dirname, '..', '..', 'bin');
const cache = mkdtempSync(join(tmpdir(), 'oracle-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const read = (major: LevelMajor): Measured[] =>
  readFileSync(join(import.meta.dirname, 'recorded', `prisma${major}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Measured => JSON.parse(line));

/** A line that ended well and changed nothing must pass. A reset that asks is no such line: at a terminal it gets its yes. */
function neededFor(major: LevelMajor, { argv, effect, exit }: Measured): Needed {
  if (effect === 'destroys') return 'destroy';
  if (effect === 'mutates') return 'change';
  return exit === 0 && predict(major, argv) !== 'destroys' ? 'none' : 'anything';
}

/** The first lines of the record, which are the known traps, and some that differ from day to day. */
function sampleOf(lines: readonly Measured[], day: number): Measured[] {
  const usable = lines.filter(({ exit }) => exit !== 'timeout');
  const drawn = Array.from(
    { length: isWhole ? 12 : 4 },
    (_, index) => usable[(day * 37 + index * 41) % usable.length] as Measured,
  );
  return [...usable.slice(0, isWhole ? 10 : 5), ...drawn];
}

describe.each(majors)('what the real Prisma %i was seen to do', (major) => {
  const lines = read(major);

  it('covers at least 400 lines, of which many destroy', () => {
    expect(new Set(lines.map(({ argv }) => JSON.stringify(argv))).size).toBeGreaterThanOrEqual(400);
    expect(lines.filter(({ effect }) => effect === 'destroys').length).toBeGreaterThan(80);
    expect(lines.filter(({ effect }) => effect === 'mutates').length).toBeGreaterThan(20);
  });

  it('is never classified lower, and never feared where it is harmless', () => {
    const complaints = lines.flatMap((line) => {
      const risk = riskOf('prisma', major, line.argv);
      const said = complaint(neededFor(major, line), risk);
      return said === undefined ? [] : [{ said, risk, ...line }];
    });
    expect(complaints).toEqual([]);
  });

  it('is told the same by `explain --batch`', async () => {
    const project = oracleProject(major);
    const input = lines.map(({ argv }) => `${JSON.stringify({ major, argv, program: 'prisma' })}\n`).join('');
    const ran = await run(process.execPath, [join(bin, 'prisma-interlock.js'), 'explain', '--json', '--batch'], {
      cwd: project.dir,
      env: project.env,
      input,
    });
    project.cleanup();
    const risks = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { risk: string }).risk);
    expect(risks).toEqual(lines.map(({ argv }) => riskOf('prisma', major, argv)));
  });

  it('is still what it does', { timeout: 120_000 }, async () => {
    const day = Math.floor(Date.now() / 86_400_000);
    console.info(`Prisma ${major}: lines of day ${day}`);
    const sample = sampleOf(lines, day);
    expect(await inParallel(sample, 2, ({ argv }) => measure(major, argv, cache))).toEqual(sample);
  });

  it('never comes to pass in production', { timeout: 240_000 }, async () => {
    const project = oracleProject(major);
    const env = { ...project.env, NODE_ENV: 'production' };
    const destructive = share(
      lines.filter(({ effect }) => effect === 'destroys'),
      4,
    );
    const ran = await inParallel(destructive, 2, async ({ argv }) => ({
      argv,
      ...(await run(nodePath(24), [join(bin, 'prisma.js'), ...argv], { cwd: project.dir, env })),
    }));
    const calls = project.calls();
    project.cleanup();
    expect(calls).toEqual([]);
    for (const { argv, exitCode, stdout, stderr } of ran) {
      expect({ argv, exitCode, stdout }).toEqual({ argv, exitCode: 77, stdout: '' });
      // The typed line is quoted back; beyond it no variable of ours and no word about getting past may stand.
      expect(stderr).not.toMatch(
        /PRISMA_INTERLOCK|prisma-interlock\.json|bypass|override|disable|skip this|force this|unset/i,
      );
    }
  });
});
