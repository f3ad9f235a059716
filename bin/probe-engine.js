#!/usr/bin/env node
// Stands where Prisma 5 to 7 expect their schema engine, tells the shim what it was asked to connect to, and
// touches nothing. The words that Prisma understands: SchemaEngineCLI.ts and schemaEngineCommands.ts of prisma/prisma.
import { connect } from 'node:net';

const argv = process.argv.slice(2);
const channel = connect(process.env.PRISMA_INTERLOCK_PROBE ?? '');
const refusal = 'prisma-interlock only asked which database this is';

// The shim is gone, or never was there: stop Prisma as well.
channel.on('error', () => process.exit(1));
channel.on('close', () => process.exit(1));
channel.write(`${JSON.stringify({ argv, cwd: process.cwd(), env: process.env })}\n`);

channel.once('data', (answer) => {
  const goOn = answer.toString() === 'go\n';
  if (argv.includes('cli')) {
    const line = { level: 'ERROR', target: 'schema_engine::logger', fields: { error_code: 'P1001', message: refusal } };
    if (!goOn) process.stderr.write(`\n${JSON.stringify(line)}`);
    process.exit(goOn ? 0 : 1);
  }
  let text = '';
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('data', (chunk) => {
    text += chunk;
    const [first, rest] = text.split('\n', 2);
    if (rest === undefined) return;
    const error = {
      code: 4466,
      message: refusal,
      data: { is_panic: false, message: refusal, meta: null, error_code: 'P1001' },
    };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(first ?? '').id, error })}\n`);
    text = '';
  });
});
