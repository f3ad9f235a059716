#!/usr/bin/env node
/** A schema engine that says who started it and never answers. It ends with the program that started it, or after a minute. */
import { appendFileSync } from 'node:fs';

appendFileSync(process.env.SLOW_LOG, `${JSON.stringify({ pid: process.pid, ppid: process.ppid })}\n`);
const { ppid } = process;
setInterval(() => {
  if (process.ppid !== ppid) process.exit();
}, 50);
setTimeout(() => process.exit(), 60_000);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
