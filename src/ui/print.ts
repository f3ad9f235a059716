import type { Host } from '../host.ts';
import { annotate } from './github.ts';
import type { Message } from './message.ts';
import { render, toJson } from './render.ts';
import { type Format, formatOf, lookOf, write } from './write.ts';

/** Says it on stderr: stdout belongs to Prisma. `format`: without it, what PRISMA_INTERLOCK_FORMAT says. */
export function print(host: Host, message: Message, format: Format = formatOf(host)): void {
  write(host, format === 'json' ? `${toJson(message)}\n` : render(message, lookOf(host)));
  if (message.level === 'error') annotate(host, message, format);
}
