#!/usr/bin/env node
/**
 * Stands before another engine of the tests, WITNESS_ENGINE, and writes to WITNESS_LOG what was already on disk when Prisma
 * started it, and when it heard each call: the manifests of the repository and the events of the audit log.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const { WITNESS_LOG, WITNESS_ENGINE, WITNESS_ROOT } = process.env;

function witness(at) {
  const repository = join(WITNESS_ROOT, 'backups');
  const names = existsSync(repository) ? readdirSync(repository) : [];
  const manifests = names.filter(
    (name) => !name.startsWith('.') && existsSync(join(repository, name, 'manifest.json')),
  );
  const audit = join(WITNESS_ROOT, '.prisma-interlock', 'audit.jsonl');
  const lines = existsSync(audit) ? readFileSync(audit, 'utf8').trim().split('\n') : [];
  const events = lines.map((line) => JSON.parse(line).event);
  appendFileSync(WITNESS_LOG, `${JSON.stringify({ at, manifests, events, ppid: process.ppid })}\n`);
}

const argv = process.argv.slice(2);
witness(argv.includes('cli') ? argv.at(-1) : 'start');
const engine = spawn(process.execPath, [WITNESS_ENGINE, ...argv], { stdio: ['pipe', 'inherit', 'inherit'] });
engine.on('exit', (code) => process.exit(code ?? 1));
engine.stdin.on('error', () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const { method, id } = line.trim() === '' ? {} : JSON.parse(line);
  if (method !== undefined && typeof id === 'number') witness(method);
  engine.stdin.write(`${line}\n`);
}
engine.stdin.end();
