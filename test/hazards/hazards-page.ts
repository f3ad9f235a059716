import type { ByDialect, Hazard } from '../../policy/hazards/hazard.ts';

const names = { postgresql: 'PostgreSQL', mysql: 'MySQL, MariaDB', sqlite: 'SQLite' } as const;

/** `docs/hazards.md`, made from the table. */
export function hazardsPage(hazards: readonly Hazard[]): string {
  return [
    '# Hazards',
    '',
    'Made from `policy/hazards/`; `npm run docs` writes it. What is made and dropped within the same pending set is none.',
    '',
    ...hazards.flatMap(section),
  ].join('\n');
}

function section({ id, condition, effect, rewrite, examples }: Hazard): string[] {
  return [
    `## ${id}`,
    '',
    condition,
    effect,
    '',
    'Instead:',
    '',
    ...each(rewrite).map(([dialect, text]) => `- ${dialect}: ${text}`),
    '',
    ...each(examples).flatMap(([dialect, { there, bad, good }]) => [
      `${dialect}:`,
      '',
      '```sql',
      ...(there === undefined ? [] : ['-- where there is', there]),
      '-- seen in',
      bad,
      '-- not in',
      good,
      '```',
      '',
    ]),
  ];
}

function each<Value>(by: ByDialect<Value>): [string, Value][] {
  return Object.entries(by).map(([dialect, value]) => [names[dialect as keyof typeof names], value as Value]);
}
