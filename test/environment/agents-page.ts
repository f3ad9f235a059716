import type { AgentVariable, agentFiles, ProgramMark } from '../../policy/agents.ts';

/** `docs/agents.md`, made from the table. */
export function agentsPage(
  variables: readonly AgentVariable[],
  files: typeof agentFiles,
  programs: readonly ProgramMark[],
  workplaces: readonly ProgramMark[],
): string {
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
    'A variable counts as well where the line has lost it and a process has it that started the line, and so does the process of an',
    'agent itself (on Linux, where both can be read):',
    '',
    ...programTable(programs),
    '',
    'That ends where a person may sit between: at the first process of a session, and at a program in which people work. A mark that',
    'stands only above one of these makes no agent of whoever types: a person is asked, and the question names the mark.',
    '',
    ...programTable(workplaces),
    '',
  ].join('\n');
}

const programTable = (marks: readonly ProgramMark[]) => [
  '| process | is | is called | is not called |',
  '|---|---|---|---|',
  ...marks.map(({ name, program, examples }) => {
    const pattern = String(name).slice(1).replace(/\/i?$/, '').replaceAll('|', '\\|');
    return `| \`${pattern}\` | ${program} | ${cell(examples.caught)} | ${cell(examples.passed)} |`;
  }),
];

const cell = (values: readonly string[]) =>
  values.map((value) => (value === '' ? 'no text' : `\`${value}\``)).join(', ');
