import type { Rule } from '../../policy/rules/rule.ts';
import type { Advice } from '../../src/types.ts';

/** `docs/rules.md`, made from the table. */
export function rulesPage(rules: readonly Rule[]): string {
  return [
    '# Rules',
    '',
    'Made from `policy/rules/`; `npm run docs` writes it. The first rule that matches a line counts.',
    '',
    ...rules.flatMap(section),
  ].join('\n');
}

function section(rule: Rule): string[] {
  return [
    `## ${rule.id}`,
    '',
    `**${rule.risk}**${rule.whereProtected ? `, **${rule.whereProtected}** where a place is protected` : ''} · ${rule.effect}`,
    '',
    ...(rule.incident ? [`> ${rule.incident}`, ''] : []),
    ...(rule.instead.length > 0 ? ['Instead:', '', ...rule.instead.map(advice), ''] : []),
    '| matches | lets by |',
    '|---|---|',
    ...pair(rule.examples.caught, rule.examples.passed),
    '',
  ];
}

function advice(line: Advice): string {
  return typeof line === 'string' ? `- ${line}` : `- In a test or in development: ${line.own}`;
}

function pair(caught: readonly string[], passed: readonly string[]): string[] {
  const rows = Math.max(caught.length, passed.length);
  return Array.from({ length: rows }, (_, row) => `| ${cell(caught[row])} | ${cell(passed[row])} |`);
}

function cell(example: string | undefined): string {
  return example === undefined ? '' : `\`${example.replaceAll('|', '\\|')}\``;
}
