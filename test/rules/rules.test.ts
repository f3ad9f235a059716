import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../../src/classify/classify.ts';
import { parse } from '../../src/parse/parse.ts';

/** `5,6,7: db push` → one [major, argv] for each major. */
function lines(example: string): { program: 'prisma' | 'dropdb'; major: number | undefined; argv: string[] }[] {
  const [head = '', rest = ''] = example.split(/: (.*)/s);
  const argv = rest.split(' ');
  if (head === 'dropdb') return [{ program: 'dropdb', major: undefined, argv }];
  return head.split(',').map((major) => ({ program: 'prisma', major: Number(major), argv }));
}

function ruleOf({ program, major, argv }: ReturnType<typeof lines>[number]): string {
  return classify(parse(program, major, argv, grammars), rules).rule;
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('rule %s', (id, rule) => {
  it.each(rule.examples.caught)('matches %s', (example) => {
    for (const line of lines(example)) expect(ruleOf(line), JSON.stringify(line)).toBe(id);
  });
  it.each(rule.examples.passed)('does not match %s', (example) => {
    for (const line of lines(example)) expect(ruleOf(line), JSON.stringify(line)).not.toBe(id);
  });
});

describe('the table as a whole', () => {
  it('has an example of what each rule catches and of what it lets by', () => {
    for (const { id, examples } of rules) {
      expect(examples.caught.length, id).toBeGreaterThan(0);
      expect(examples.passed.length, id).toBeGreaterThan(0);
    }
  });

  it('lists every file of policy/rules in policy/rules/index.ts', () => {
    const folder = join(import.meta.dirname, '../../policy/rules');
    const index = readFileSync(join(folder, 'index.ts'), 'utf8');
    const files = readdirSync(folder).filter((file) => !['index.ts', 'rule.ts'].includes(file));
    for (const file of files) {
      const name = /export const (\w+): Rule/.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
      expect(index, `policy/rules/index.ts does not import policy/rules/${file}`).toContain(`from './${file}'`);
      expect(index, `policy/rules/index.ts imports ${name} and does not list it`).toMatch(
        new RegExp(`^ +${name},$`, 'm'),
      );
    }
  });

  it('has a rule for every command of every grammar, and names no rule twice', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const [major, grammar] of Object.entries(grammars.levels)) {
      for (const [name, command] of Object.entries(grammar.commands)) {
        const words =
          typeof command === 'object' && 'subcommands' in command
            ? Object.keys(command.subcommands).map((sub) => [name, sub])
            : [[name]];
        for (const argv of words)
          expect(ruleOf({ program: 'prisma', major: Number(major), argv }), argv.join(' ')).not.toBe('no-rule');
      }
    }
    for (const [major, grammar] of Object.entries(grammars.routes)) {
      for (const command of Object.keys(grammar.commands)) {
        expect(ruleOf({ program: 'prisma', major: Number(major), argv: command.split(' ') }), command).not.toBe(
          'no-rule',
        );
      }
    }
  });

  it('lets nothing pass that no rule knows', () => {
    const invocation = parse('prisma', 7, ['db', 'push', '--force-reset'], grammars);
    expect(classify(invocation, []).risk).toBe('unknown');
  });
});
