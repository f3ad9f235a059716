#!/usr/bin/env node
/**
 * Stands where Prisma's native schema engine stands, and does to an SQLite file what that does on a reset (prisma-engines,
 * flavour/sqlite): it lets its own lock go, truncates the file in place while its connection is open, and takes the lock again.
 */
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { readEngineArguments } from './engine-arguments.mjs';

const Database = createRequire(import.meta.url)('libsql');
const { url } = readEngineArguments(process.argv.slice(2));
const file = resolve(url.replace(/^file:/, ''));

let connection;
function reset() {
  connection ??= new Database(file);
  connection.exec('PRAGMA main.locking_mode = NORMAL');
  connection.prepare('PRAGMA main.quick_check').all();
  closeSync(openSync(file, 'w'));
  connection.exec('PRAGMA main.locking_mode = EXCLUSIVE');
  return null;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line);
  const result = method === 'reset' ? reset() : {};
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
}
process.exit(0);
