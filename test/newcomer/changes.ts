/** The five changes of CONTRIBUTING.md, as somebody makes them who knows no other file. */
export interface Change {
  /** As the table of CONTRIBUTING.md calls it. */
  readonly what: string;
  /** What is done to each file, from the project's root; undefined: it is not there yet. Pages come from `npm run docs`. */
  readonly files: Readonly<Record<string, (text: string | undefined) => string>>;
  readonly page?: string;
  /** Tests of the fast part that this concerns. */
  readonly tests: readonly string[];
}

/** Puts `added` before the first line that has `anchor`. */
const before =
  (anchor: string, added: string) =>
  (text = '') => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes(anchor));
    if (at < 0) throw new Error(`Nothing says ${anchor} any more.`);
    return [...lines.slice(0, at), added, ...lines.slice(at)].join('\n');
  };

const rule = `import type { Rule } from './rule.ts';

export const dbDropShadow: Rule = {
  id: 'db-drop-shadow',
  when: { majors: [7], commands: ['db push'], given: ['force-reset'], words: ['shadow-of-a-newcomer'] },
  risk: 'destroy',
  reach: 'main',
  effect: 'Drops what a newcomer named.',
  instead: [],
  examples: {
    caught: ['7: db push --force-reset shadow-of-a-newcomer'],
    passed: ['7: db push --force-reset'],
  },
};
`;

const command = `import type { Command } from './command.ts';

export const command: Command = {
  name: 'newcomer',
  summary: 'Say nothing',
  usage: 'newcomer',
  notes: [],
  options: {},
  operands: 0,
  run: async () => 0,
};
`;

const stop = `  'newcomer-refused': {
    exit: 73,
    what: 'The newcomer was not let in.',
    next: [],
    state: 'Nothing was done.',
  },`;

export const changes: readonly Change[] = [
  {
    what: 'a rule',
    files: {
      'policy/rules/db-drop-shadow.ts': () => rule,
      'policy/rules/index.ts': (text) =>
        before(
          'export const rules',
          "import { dbDropShadow } from './db-drop-shadow.ts';\n",
        )(text).replace(/^( +)dbPushForceReset,$/m, '$1dbDropShadow,\n$1dbPushForceReset,'),
    },
    page: 'docs/rules.md',
    tests: ['test/rules'],
  },
  {
    what: 'an agent marker',
    files: {
      'policy/agents.ts': before(
        "reads: 'CLAUDECODE'",
        "    reads: 'NEWCOMER_AGENT', agent: 'Newcomer', examples: { caught: ['1'], passed: [''] } }, {",
      ),
    },
    page: 'docs/agents.md',
    tests: ['test/environment/agents.test.ts'],
  },
  {
    what: 'an engine',
    files: {
      'src/backup/engines/newcomer/engine.ts': () =>
        "import { sqlite } from '../sqlite/engine.ts';\n\nexport const newcomer = { ...sqlite, name: 'newcomer' };\n",
      'src/backup/engines/registry.ts': (text = '') =>
        text.replace(/^.*\.\/sqlite\/engine\.ts.*$/m, (line) => `${line}\n${line.replaceAll('sqlite', 'newcomer')}`),
    },
    tests: ['test/backup/engines/registry.test.ts'],
  },
  {
    what: 'a command',
    files: {
      'src/commands/newcomer.ts': () => command,
      'src/commands/index.ts': before(
        'link: async',
        "  newcomer: async () => (await import('./newcomer.ts')).command,",
      ),
      'README.md': before('`prisma-interlock link`', '| `prisma-interlock newcomer` | says nothing |'),
    },
    tests: ['test/commands/command-line.test.ts'],
  },
  {
    what: 'a message',
    files: {
      'src/errors/codes.ts': before("'verify-failed': {", stop),
      'src/commands/link.ts': (text = '') =>
        `${text}\nexport const refuseNewcomer = () => new InterlockError('newcomer-refused', { why: 'It is new.' });\n`,
      'test/errors/codes.test.ts': before("'verify-failed': 73", "    'newcomer-refused': 73,"),
    },
    page: 'docs/messages.md',
    tests: ['test/errors'],
  },
];
