import { describe, expect, it } from 'vitest';
import { isProtected, matrix } from '../../policy/matrix.ts';
import { decide } from '../../src/decide/decide.ts';
import type { Classification, Environment, EnvironmentName, Risk } from '../../src/types.ts';

const doing = (risk: Risk, reach: Classification['reach'] = 'main'): Classification => ({
  rule: 'x',
  risk,
  reach,
  effect: 'Does it.',
  instead: [],
});
const place = (name: EnvironmentName): Environment => ({
  name,
  evidence: [{ says: name, from: 'test', why: `It is ${name}.` }],
});
const verdict = (name: EnvironmentName, risk: Risk) => decide(doing(risk), place(name), matrix).verdict;

describe('the decision', () => {
  it('blocks what destroys, or what nobody understands, in production and where nobody knows', () => {
    for (const name of ['production', 'unknown'] as const) {
      expect(verdict(name, 'destroy')).toBe('block');
      expect(verdict(name, 'unknown')).toBe('block');
      expect(decide(doing('change'), place(name), matrix)).toMatchObject({
        verdict: 'confirm',
        confirm: 'twice',
        backup: 'mandatory',
      });
    }
  });

  it('never treats the unknown more kindly than destruction where a place is protected', () => {
    const strictness = { allow: 0, confirm: 1, block: 2 };
    for (const name of ['staging', 'production', 'unknown'] as const) {
      expect(strictness[verdict(name, 'unknown')]).toBeGreaterThanOrEqual(strictness[verdict(name, 'destroy')]);
    }
  });

  it('asks for the phrase, and backs up, before destruction in development', () => {
    expect(decide(doing('destroy'), place('development'), matrix)).toMatchObject({
      confirm: 'phrase',
      backup: 'always',
    });
  });

  it('allows everything harmless everywhere', () => {
    for (const name of ['test', 'development', 'staging', 'production', 'unknown'] as const)
      expect(verdict(name, 'none')).toBe('allow');
  });

  it('says that nothing was known where there is no evidence', () => {
    expect(decide(doing('destroy'), { name: 'unknown', evidence: [] }, matrix).because.join(' ')).toContain(
      'counts as production',
    );
  });

  it('says so where no backup can be made', () => {
    const decision = decide(doing('change', 'cloud'), place('production'), matrix);
    expect(decision.backup).toBe('none');
    expect(decision.because.at(-1)).toBe('No backup can be made of it from here.');
  });
});

it('calls protected every place where a loss may be that of others, an unknown one too', () => {
  const places = ['test', 'development', 'staging', 'production', 'unknown'] as const;
  expect(places.filter(isProtected)).toEqual(['staging', 'production', 'unknown']);
});
