/** What an editor says to `prisma mcp`, over its stdin and stdout. */
import type { Major } from './project-files.ts';

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** The tool of each major that changes a database: it runs the CLI again. */
export const changingTool: Readonly<Record<Major, { readonly name: string; readonly more: object }>> = {
  6: { name: 'migrate-reset', more: {} },
  7: { name: 'migrate-dev', more: { name: 'next' } },
};

const line = (message: object) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;

/** The first thing said. */
export const greeting = line({
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'editor', version: '1.0.0' } },
});

/** Says what comes next for what has been answered so far: the call of the tool, then goodbye. */
export function createConversation(major: Major, folder: string): (output: string) => string | 'end' | undefined {
  let called = false;
  const { name, more } = changingTool[major];
  const call = { name, arguments: { projectCWD: folder, ...more } };
  return (output) => {
    const answers = readMessages(output);
    if (answers.some(({ id }) => id === 2)) return 'end';
    if (called || !answers.some(({ id }) => id === 1)) return undefined;
    called = true;
    return line({ method: 'notifications/initialized' }) + line({ id: 2, method: 'tools/call', params: call });
  };
}

/** Whole lines that are messages. Anything else on stdout would break the editor's connection. */
export function readMessages(output: string): readonly Message[] {
  const lines = output.split('\n').slice(0, -1);
  return lines.flatMap((text) => {
    try {
      return [JSON.parse(text) as Message];
    } catch {
      return [];
    }
  });
}
