#!/usr/bin/env node
/**
 * Stands before another engine of the tests, WITNESS_ENGINE, and writes to WITNESS_LOG what was already on disk when Prisma
 * first spoke to its engine: the manifests of the repository and the events of the audit log.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { WITNESS_LOG, WITNESS_ENGINE, WITNESS_ROOT } = process.env;
const repository = join(WITNESS_ROOT, 'backups');
const names = existsSync(repository) ? readdirSync(repository) : [];
const manifests = names.filter((name) => !name.startsWith('.') && existsSync(join(repository, name, 'manifest.json')));
const audit = join(WITNESS_ROOT, '.prisma-interlock', 'audit.jsonl');
const lines = existsSync(audit) ? readFileSync(audit, 'utf8').trim().split('\n') : [];
const events = lines.map((line) => JSON.parse(line).event);
appendFileSync(WITNESS_LOG, `${JSON.stringify({ manifests, events, ppid: process.ppid })}\n`);
await import(pathToFileURL(WITNESS_ENGINE).href);
