#!/usr/bin/env node
// Stands where Prisma 5 to 7 expect their schema engine, tells the shim what it was asked to connect to, and
// touches nothing.
import { connect } from 'node:net';
import { refusePrisma } from './engine-refusal.js';

const argv = process.argv.slice(2);
const channel = connect(process.env.PRISMA_INTERLOCK_PROBE ?? '');

// The shim is gone, or never was there: stop Prisma as well.
channel.on('error', () => process.exit(1));
channel.on('close', () => process.exit(1));
channel.write(`${JSON.stringify({ argv, cwd: process.cwd(), env: process.env })}\n`);

channel.once('data', (answer) => {
  refusePrisma(argv, 'prisma-interlock only asked which database this is', answer.toString() === 'go\n');
});
