import type { Rule } from './rule.ts';

export const mcpMigrate: Rule = {
  id: 'mcp-migrate',
  when: { majors: [7], commands: ['mcp'] },
  risk: 'change',
  reach: 'main',
  effect: 'Opens a server through which an AI agent can apply migrations.',
  instead: [],
  examples: {
    caught: ['7: mcp', '7: mcp --early-access'],
    passed: ['6: mcp'],
  },
};
