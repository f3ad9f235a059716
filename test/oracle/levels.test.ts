import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complaint, type Needed, riskOf } from './compare.ts';
import { levelLine } from './generate.ts';
import { type LevelMajor, type Outcome, predict } from './model.ts';

const neededFor: Readonly<Record<Outcome, Needed>> = {
  refuses: 'anything',
  prints: 'none',
  local: 'none',
  changes: 'change',
  destroys: 'destroy',
  outside: 'anything',
};

const majors: readonly LevelMajor[] = [5, 6, 7];

describe.each(majors)('any line of Prisma %i', (major) => {
  it('is classified no lower, and where it changes nothing no higher, than the model of its CLI says', () => {
    fc.assert(
      fc.property(levelLine, (argv) => {
        const outcome = predict(major, argv);
        const risk = riskOf('prisma', major, argv);
        expect(complaint(neededFor[outcome], risk), `${outcome}, but classified ${risk}`).toBeUndefined();
      }),
      { numRuns: 20_000 },
    );
  });

  it('is understood, and not merely feared, where the model says that it runs', () => {
    fc.assert(
      fc.property(levelLine, (argv) => {
        const outcome = predict(major, argv);
        fc.pre(outcome !== 'refuses' && outcome !== 'outside');
        expect(riskOf('prisma', major, argv), outcome).not.toBe('unknown');
      }),
      { numRuns: 5_000 },
    );
  });

  it('is drawn so that the dangerous ones are many', () => {
    const lines = fc.sample(levelLine, { numRuns: 4_000, seed: 1 });
    const share = (outcome: Outcome) => lines.filter((argv) => predict(major, argv) === outcome).length / lines.length;
    expect(share('destroys')).toBeGreaterThan(0.12);
    expect(share('changes')).toBeGreaterThan(0.05);
    expect(share('local') + share('prints')).toBeGreaterThan(0.1);
  });
});
