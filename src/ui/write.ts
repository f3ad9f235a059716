import type { Host } from '../host.ts';
import type { Look } from './render-report.ts';

export type Format = 'text' | 'json';

export function formatOf(host: Host): Format {
  return host.env.PRISMA_INTERLOCK_FORMAT === 'json' ? 'json' : 'text';
}

export function lookOf(host: Host, stream: NodeJS.WriteStream = host.stderr): Look {
  const terminal = stream.isTTY === true;
  const color = terminal && !host.env.NO_COLOR && host.env.TERM !== 'dumb';
  return { color, width: terminal ? stream.columns || 80 : undefined };
}

const guarded = new WeakSet<NodeJS.WriteStream>();

/** Nobody may be reading any more (a closed terminal, a broken pipe): that must not become a crash. */
export function write(host: Host, text: string): void {
  const stream = host.stderr;
  if (!guarded.has(stream)) {
    guarded.add(stream);
    stream.on('error', () => {});
  }
  stream.write(text);
}
