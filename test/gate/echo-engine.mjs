#!/usr/bin/env node
/**
 * A schema engine that answers every request with what it was sent. ECHO_SAYS changes that: `exit:<code>` or `die:<signal>` at
 * the first request; ECHO_LOG names a file that gets its argv, its variables and the signals it received.
 */
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const log = (entry) => process.env.ECHO_LOG && appendFileSync(process.env.ECHO_LOG, `${JSON.stringify(entry)}\n`);
const [what, value] = (process.env.ECHO_SAYS ?? '').split(':');
const { PRISMA_SCHEMA_ENGINE_BINARY: named, PRISMA_INTERLOCK_START: start } = process.env;
log({ argv: process.argv.slice(2), named, start });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    log({ signal });
    process.exit(7);
  });
}
if (process.argv.includes('cli')) process.exit(what === 'exit' ? Number(value) : 0);
for await (const line of createInterface({ input: process.stdin })) {
  if (what === 'exit') process.exit(Number(value));
  if (what === 'die') process.kill(process.pid, value);
  const { id, params } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: params })}\n`);
}
