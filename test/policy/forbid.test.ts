import { describe, expect, it } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { parse } from '../../src/parse/parse.ts';
import { forbid, problemOfForbid } from '../../src/policy/forbid.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import type { Decision, Program } from '../../src/types.ts';

const allowed: Decision = { verdict: 'allow', confirm: 'none', backup: 'cheap', because: ['change: it changes.'] };

function judged(words: PolicyFile['forbid'], line: string, major: number | undefined = 7): Decision {
  const policy = mergePolicies([{ file: '', says: { forbid: words } }], '/work');
  const [program = '', ...argv] = line.split(' ');
  return forbid(allowed, parse(program as Program, program === 'dropdb' ? undefined : major, argv, grammars), policy);
}

describe('a command that is forbidden', () => {
  it.each([
    ['db push', 'prisma db push'],
    ['db push', 'prisma db push --force-reset'],
    ['db push', 'prisma db -- push'],
    ['prisma db push', 'prisma db push'],
    [' db  push ', 'prisma db push'],
    ['db push --accept-data-loss', 'prisma db push --accept-data-loss=false'],
    ['migrate reset', 'prisma migrate reset -f'],
    ['migrate reset --force', 'prisma migrate reset -f'],
    ['db seed', 'prisma7 db seed'],
    ['dropdb', 'dropdb -h localhost app'],
  ])('%s blocks %s, and says that first', (command, line) => {
    const { verdict, backup, because } = judged([command], line);
    expect({ verdict, backup }).toEqual({ verdict: 'block', backup: 'none' });
    expect(because).toEqual([`Its owners never run \`${command}\` here.`, 'change: it changes.']);
  });

  it.each([
    ['db push', 'prisma db pull'],
    ['db push', 'prisma migrate dev --name db-push'],
    ['db push', 'prisma db push --help'],
    ['db push --accept-data-loss', 'prisma db push'],
    ['migrate reset', 'prisma migrate deploy'],
    ['dropdb', 'prisma db push'],
    ['db push', 'dropdb push'],
  ])('%s does not block %s', (command, line) => {
    expect(judged([command], line)).toBe(allowed);
  });

  it('gives the reason that its owners gave, whatever it holds', () => {
    const [why] = judged(
      [{ command: 'migrate reset', because: 'we restore\u001b[2J a dump' }],
      'prisma migrate reset',
    ).because;
    expect(why).toBe('Its owners never run `migrate reset` here: we restore\\x1b[2J a dump.');
  });

  it('of 8 is another one than that of 7', () => {
    expect(judged(['db update'], 'prisma db update', 8).verdict).toBe('block');
    expect(judged(['db push'], 'prisma db update', 8)).toBe(allowed);
  });
});

it.each(['db psuh', 'push', '--force', 'postgres://localhost'])(
  '%s is no command, so it forbids nothing',
  (command) => {
    expect(problemOfForbid(command)).toContain('No Prisma has such a command');
  },
);

it.each(['generate', 'migrate status', 'db push --help', 'validate'])(
  '%s is not judged, and cannot be forbidden',
  (command) => {
    expect(problemOfForbid(command)).toMatch(/cannot lose data|No Prisma/);
  },
);

it.each(['db push', 'dropdb', 'migrate reset --force', 'db update', 'db drop'])('%s may be forbidden', (command) => {
  expect(problemOfForbid(command)).toBeUndefined();
});

it('the words of several files count together', () => {
  const files = [{ forbid: ['db push'] }, { forbid: [{ command: 'migrate reset', because: 'x' }] }];
  const { forbid: all } = mergePolicies(
    files.map((says) => ({ file: '', says })),
    '/',
  );
  expect(all).toEqual([{ command: 'db push' }, { command: 'migrate reset', because: 'x' }]);
});
