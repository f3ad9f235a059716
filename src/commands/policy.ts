import { nearestWord } from '../ui/nearest-word.ts';
import { type Call, type Command, jsonOption } from './command.ts';
import { policyUsage } from './policy-usage.ts';

/** Loaded at the call, as commands are. */
const parts: Readonly<Record<string, () => Promise<(call: Call) => Promise<number>>>> = {
  check: async () => (await import('./policy-check.ts')).checkPolicies,
  effective: async () => (await import('./policy-effective.ts')).showEffective,
  explain: async () => (await import('./policy-explain.ts')).explainPolicy,
  test: async () => (await import('./policy-test.ts')).testPolicy,
};

export const command: Command = {
  name: 'policy',
  summary: 'Check the policy, show what holds and which line of which file says so, and try it on a file of cases',
  usage: [
    'policy check [<file>]',
    '       prisma-interlock policy effective',
    '       prisma-interlock policy explain <database>',
    '       prisma-interlock policy explain -- <argv>',
    '       prisma-interlock policy test [<file>]',
  ].join('\n'),
  notes: [
    'check      says what is broken, with file, line and column; exits 78 where anything is. Nothing broken is obeyed.',
    'effective  what all files together come to, and where each part of it stands.',
    'explain    the lines that speak of a database, or that decide on a command line.',
    'test       reads lines such as `block app@db.example.com prisma migrate reset` from prisma-interlock.test, and exits 1',
    '           where a verdict is another one. No database is connected to. docs/policy.md tells more.',
  ],
  options: { ...jsonOption },
  operands: 2,
  passesRest: true,
  async run(call) {
    const word = call.operands[0] ?? '';
    const load = Object.hasOwn(parts, word) ? parts[word] : undefined;
    if (load === undefined) {
      const names = Object.keys(parts);
      const why = `There is no "policy ${word}". Did you mean "policy ${nearestWord(word, names)}"?`;
      throw policyUsage(word === '' ? `Which of these: ${names.join(', ')}?` : why);
    }
    if (word !== 'explain' && call.rest.length > 0) throw policyUsage('Nothing may follow "--" here.');
    return (await load())(call);
  },
};
