import type { Rule } from './rule.ts';

export const mcpReset: Rule = {
  id: 'mcp-reset',
  when: { majors: [6], commands: ['mcp'] },
  risk: 'destroy',
  reach: 'main',
  effect: 'Opens a server through which an AI agent can reset the database.',
  instead: ['Prisma 7 has no reset among the tools of its server.'],
  incident: 'Its tool migrate-reset starts the CLI by itself, behind every wrapper of it.',
  examples: {
    caught: ['6: mcp'],
    passed: ['7: mcp'],
  },
};
