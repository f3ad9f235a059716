#!/usr/bin/env node
// Where a canary of `doctor` ends that no layer stopped: it signs that it came this far, and Prisma goes no further.
import { appendFileSync } from 'node:fs';
import { refusePrisma } from './engine-refusal.js';

const signature = { layer: 'engine', pid: process.pid, cwd: process.cwd(), script: process.argv[1] };
try {
  appendFileSync(process.env.PRISMA_INTERLOCK_CANARY ?? '', `${JSON.stringify(signature)}\n`);
} catch {
  // Without a file nobody reads it.
}
refusePrisma(process.argv.slice(2), 'prisma-interlock doctor only asked who would have caught this', false);
