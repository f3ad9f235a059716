import { describe, expect, it } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { matrix } from '../../policy/matrix.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../../src/classify/classify.ts';
import { decide } from '../../src/decide/decide.ts';
import { parse } from '../../src/parse/parse.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import { isHeard, problemOfRule, raiseByOwners } from '../../src/policy/own-rules.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { targetNamed } from '../../src/target/named.ts';
import type { EnvironmentName, Program, Risk, Target } from '../../src/types.ts';

type Rule = NonNullable<PolicyFile['rules']>[number];

const push: Rule = { id: 'careful', when: { commands: ['db push'] }, risk: 'destroy', because: 'others work here' };
const named = (name: string) => targetNamed(name, '/work', { cwd: '/work', realpath: (file) => file }) as Target;

interface At {
  readonly place?: EnvironmentName;
  readonly targets?: readonly Target[];
  readonly problem?: string;
  readonly major?: number;
}

function judged(own: readonly Rule[], line: string, at: At = {}) {
  const { place = 'development', targets = [named('app@localhost')], problem, major = 7 } = at;
  const policy = mergePolicies([{ file: '', says: { rules: [...own] } }], '/work');
  const [program = '', ...argv] = line.split(' ');
  const read = parse(program as Program, program === 'dropdb' ? undefined : major, argv, grammars);
  const environment = { name: place, evidence: [] };
  const raised = raiseByOwners(classify(read, rules), read, { resolution: { targets, problem }, environment }, policy);
  return { raised, decision: decide(raised, environment, matrix) };
}

describe('a rule of the owners', () => {
  it.each<[Rule['when'], string]>([
    [{ commands: ['db push'] }, 'prisma db push'],
    [{ commands: ['db push', 'migrate dev'] }, 'prisma migrate dev --name x'],
    [{ commands: ['db push'], majors: [6, 7] }, 'prisma7 db push'],
    [{ commands: ['migrate dev'], given: ['name', 'create-only'] }, 'prisma migrate dev -n x'],
    [
      { commands: ['migrate dev'], given: ['name'], alsoGiven: ['create-only'] },
      'prisma migrate dev -n x --create-only',
    ],
    [{ commands: ['db seed'], words: ['users'] }, 'prisma db seed users'],
    [{ commands: ['db push'], withoutWords: ['x'] }, 'prisma db push'],
  ])('of %o makes `%s` more, with its reason first', (when, line) => {
    const { raised, decision } = judged([{ ...push, when }], line);
    expect(raised).toMatchObject({ risk: 'destroy', raisedBy: { id: 'careful' } });
    expect(decision).toMatchObject({ verdict: 'confirm', confirm: 'phrase', backup: 'always' });
    expect(decision.because[1]).toBe('Its owners say that such a line destroys data (rule careful): others work here.');
  });

  it.each<[Rule['when'], string]>([
    [{ commands: ['db push'] }, 'prisma migrate deploy'],
    [{ commands: ['db push'], majors: [5] }, 'prisma db push'],
    [{ commands: ['migrate dev'], given: ['create-only'] }, 'prisma migrate dev --name x'],
    [{ commands: ['migrate dev'], given: ['name'], alsoGiven: ['create-only'] }, 'prisma migrate dev --name x'],
    [{ commands: ['db seed'], words: ['users'] }, 'prisma db seed'],
    [{ commands: ['db push'], withoutWords: ['x'] }, 'prisma db push x'],
    [{ program: 'dropdb' }, 'prisma db push'],
  ])('of %o says nothing of `%s`', (when, line) => {
    expect(judged([{ ...push, when }], line).raised.raisedBy).toBeUndefined();
  });

  it('never makes anything milder, in no place', () => {
    const own: Rule['risk'][] = ['change', 'unknown', 'destroy'];
    const cells = (place: EnvironmentName, risk: Risk) => matrix[place][risk];
    const weight = ({ verdict, confirm }: ReturnType<typeof cells>) =>
      ['allow', 'confirm', 'block'].indexOf(verdict) * 10 + ['none', 'yes', 'phrase', 'twice'].indexOf(confirm);
    for (const place of Object.keys(matrix) as EnvironmentName[]) {
      for (const risk of own) {
        for (const line of ['db push', 'db push --force-reset', 'db nonsense', 'migrate status']) {
          const when = { commands: ['db push', 'migrate status'] };
          const without = judged([], `prisma ${line}`, { place });
          const { raised } = judged([{ ...push, when, risk }], `prisma ${line}`, { place });
          const [was, is] = [cells(place, without.raised.risk), cells(place, raised.risk)];
          expect(weight(is), `${place} ${risk} ${line}`).toBeGreaterThanOrEqual(weight(was));
        }
      }
    }
  });

  it('makes nothing of a line that can lose nothing', () => {
    expect(judged([{ ...push, when: { commands: ['migrate status'] } }], 'prisma migrate status').raised.risk).toBe(
      'none',
    );
  });

  it('of what nobody can read asks in a test as well', () => {
    const { decision } = judged([{ ...push, risk: 'unknown' }], 'prisma db push', { place: 'test' });
    expect(decision).toMatchObject({ verdict: 'confirm', confirm: 'yes' });
  });

  it('the strictest of several counts, whichever file has it', () => {
    const two: Rule[] = [{ ...push, id: 'one', risk: 'unknown' }, push];
    for (const own of [two, two.toReversed()])
      expect(judged(own, 'prisma db push').raised.raisedBy?.id).toBe('careful');
  });

  it('for some databases speaks of them in any spelling, and of one that is not known', () => {
    const rule = { ...push, where: ['postgresql://u@APP.example.com/shop'] };
    const raised = (at: At) => judged([rule], 'prisma db push', at).raised.raisedBy !== undefined;
    expect(raised({ targets: [named('shop@app.example.com')] })).toBe(true);
    expect(raised({ targets: [named('SHOP@app.example.com')] })).toBe(true);
    expect(raised({ targets: [named('shop@localhost')] })).toBe(false);
    expect(raised({ targets: [], problem: 'nobody knows' })).toBe(true);
    // The same database by another way.
    const tunnelled = { ...named('shop@localhost'), also: rule.where };
    expect(raised({ targets: [tunnelled] })).toBe(true);
  });

  it('raises what the main database would lose beside its shadow database', () => {
    const policy = mergePolicies([{ file: '', says: { rules: [push] } }], '/work');
    const read = parse('prisma', 7, ['db', 'push'], grammars);
    const typed = { ...classify(read, rules), risk: 'destroy', mainRisk: 'change' } as const;
    const place = { resolution: { targets: [], problem: undefined }, environment: { name: 'development' } } as const;
    expect(raiseByOwners(typed, read, place, policy)).toMatchObject({ risk: 'destroy', mainRisk: 'destroy' });
  });

  it('gives its reason without what could deceive', () => {
    const { raised } = judged([{ ...push, because: 'a\u001b[2Jb' }], 'prisma db push');
    expect(raised.raisedBy?.why).toContain('a\\x1b[2Jb.');
  });
});

describe('a rule that nobody would hear', () => {
  it.each<[Rule['when'], RegExp]>([
    [{ commands: ['db psuh'] }, /has a command "db psuh"/],
    [{ commands: ['db push', 'db psuh'] }, /"db psuh"/],
    [{ commands: ['db push'], majors: [9] }, /"db push"/],
    [{ commands: ['db push'], given: ['force-rest'] }, /these options/],
    [{ commands: ['db push'], given: ['force-reset', 'force-rest'] }, /an option "force-rest"/],
    [{ commands: ['migrate status'] }, /cannot lose data/],
    [{ program: 'dropdb', given: ['nothing'] }, /"nothing"/],
  ])('%o is told by its mistake', (when, why) => {
    expect(problemOfRule({ when })).toMatch(why);
  });

  it.each<Rule['when']>([
    { commands: ['db push'] },
    { commands: ['db update', 'db push'] },
    { commands: ['db push'], given: ['accept-data-loss', 'force-reset'] },
    { commands: ['db execute'], given: ['file'] },
    { program: 'dropdb' },
    { program: 'dropdb', given: ['force', 'host'] },
  ])('%o is none', (when) => {
    expect(problemOfRule({ when })).toBeUndefined();
  });

  it.each([
    ['db push', 'destroy', true],
    ['db push', 'unknown', true],
    ['migrate reset', 'unknown', true],
    ['db push', 'change', false],
    ['migrate reset', 'destroy', false],
  ] as const)('`%s` as %s is heard: %s', (command, risk, heard) => {
    expect(isHeard({ when: { commands: [command] }, risk })).toBe(heard);
  });
});
