#!/usr/bin/env node
/** A schema engine that says which CLI it serves and never answers. It ends with that CLI, or after a minute. */
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const ask = (what, pid) => execFileSync('ps', ['-o', `${what}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
// Our gate may stand in between.
const isGate = ask('args', process.ppid).includes('schema-engine.cjs');
const cli = isGate ? Number(ask('ppid', process.ppid)) : process.ppid;

appendFileSync(process.env.SLOW_LOG, `${JSON.stringify({ pid: process.pid, ppid: cli })}\n`);
process.stdin.on('end', () => process.exit()).resume();
setTimeout(() => process.exit(), 60_000);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
