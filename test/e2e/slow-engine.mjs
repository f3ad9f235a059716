#!/usr/bin/env node
/** A schema engine that says which CLI it serves and never answers. It ends with that CLI, or after a minute. */
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const parentOf = (pid) => Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
// Behind the gate, the CLI is the one that started the gate.
const cli = process.env.PRISMA_INTERLOCK_CLI === undefined ? process.ppid : parentOf(process.ppid);

appendFileSync(process.env.SLOW_LOG, `${JSON.stringify({ pid: process.pid, ppid: cli })}\n`);
process.stdin.on('end', () => process.exit()).resume();
setTimeout(() => process.exit(), 60_000);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
