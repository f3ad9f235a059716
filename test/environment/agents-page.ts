import type { AgentVariable, agentFiles } from '../../policy/agents.ts';

/** `docs/agents.md`, made from the table. */
export function agentsPage(variables: readonly AgentVariable[], files: typeof agentFiles): string {
  return [
    '# Marks of agents',
    '',
    'Made from `policy/agents.ts`; `npm run docs` writes it.',
    '',
    'A line that carries one of these marks was typed by an agent, even at a terminal. An agent confirms nothing: it is told to',
    'stop and ask its person.',
    '',
    '| variable | agent | is one with | is none with |',
    '|---|---|---|---|',
    ...variables.map(
      ({ reads, agent, examples }) =>
        `| \`${reads}\` | ${agent} | ${cell(examples.caught)} | ${cell(examples.passed)} |`,
    ),
    '',
    '| file | agent |',
    '|---|---|',
    ...files.map(({ file, agent }) => `| \`${file}\` | ${agent} |`),
    '',
  ].join('\n');
}

const cell = (values: readonly string[]) =>
  values.map((value) => (value === '' ? 'no text' : `\`${value}\``)).join(', ');
