import type { Readable, Writable } from 'node:stream';

/** A server of the Model Context Protocol on its stdio: one JSON-RPC message a line. */
interface Server {
  readonly stdin: Writable;
  readonly stdout: Readable;
}

const initialize = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'prisma-interlock', version: '1' } },
};

/**
 * Greets the server and asks for its list of tools; calls none. `end` is called as soon as it has answered or `known`
 * says that a layer has signed, so that a shim does not begin to work for a server that nobody wants.
 */
export function converse({ stdin, stdout }: Server, known: () => boolean, end: () => void): { stop(): void } {
  const send = (message: object) => stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  stdin.on('error', () => {});
  let text = '';
  stdout.on('data', (chunk: Buffer | string) => {
    const lines = (text + String(chunk)).split('\n');
    text = lines.pop() ?? '';
    for (const id of lines.map(idOf)) {
      if (id === 1) {
        send({ method: 'notifications/initialized' });
        send({ id: 2, method: 'tools/list' });
      } else if (id === 2) end();
    }
  });
  send(initialize);
  const timer = setInterval(() => known() && end(), 50);
  return { stop: () => clearInterval(timer) };
}

function idOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { id?: unknown } | null)?.id;
  } catch {
    return undefined;
  }
}
