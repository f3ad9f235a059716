import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openTerminal } from '../support/pty.ts';
import { runSql } from '../support/sql.ts';
import { type Place, place } from './databases.ts';

const words = ['db', 'push'];
const slow = { PRISMA_SCHEMA_ENGINE_BINARY: join(import.meta.dirname, 'slow-engine.mjs') };

/** A project whose Prisma, once started, waits for its engine for ever. */
async function slowPlace(): Promise<Place & { log: string }> {
  const at = await place(6, 'sqlite');
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER)');
  return { ...at, log: join(at.dir, '.home', 'slow.jsonl') };
}

/** Process id of the real CLI, as soon as its engine runs. */
async function realCli(log: string): Promise<number> {
  for (let tries = 0; tries < 600; tries += 1) {
    const [line, ...rest] = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
    if (line !== undefined && rest.length > 0) return JSON.parse(line).ppid;
    await sleep(50);
  }
  const said = existsSync(`${log}.stderr`) ? readFileSync(`${log}.stderr`, 'utf8') : '';
  throw new Error(`Prisma did not start its engine. ${said}`);
}

function start(at: Place, file: string, argv: readonly string[], log: string) {
  const child = spawn(file, argv, {
    cwd: at.dir,
    env: { ...at.env, ...slow, SLOW_LOG: log },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => appendFileSync(`${log}.stderr`, chunk));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.on('exit', (exitCode, signal) => resolve({ exitCode, signal })));
  return { pid: child.pid ?? 0, ended };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  '%s reaches Prisma, and we end as Prisma ends of it',
  async (signal) => {
    const at = await slowPlace();
    const bare = start(at, at.node, [at.cli, ...words], `${at.log}.bare`);
    expect(await realCli(`${at.log}.bare`)).toBe(bare.pid);
    process.kill(bare.pid, signal);
    const ours = start(at, join(at.dir, 'node_modules/.bin/prisma'), words, at.log);
    const prisma = await realCli(at.log);
    expect(prisma).not.toBe(ours.pid);
    process.kill(ours.pid, signal);
    expect(await ours.ended).toEqual(await bare.ended);
    expect(isAlive(prisma)).toBe(false);
    expect(at.audit().map(({ event }) => event)).toEqual(['begin', 'end']);
  },
);

test.each(['SIGKILL', 'SIGTERM'] as const)('we die of the %s that Prisma dies of', async (signal) => {
  const at = await slowPlace();
  const ours = start(at, join(at.dir, 'node_modules/.bin/prisma'), words, at.log);
  process.kill(await realCli(at.log), signal);
  expect(await ours.ended).toEqual({ exitCode: null, signal });
  expect(at.audit().at(-1)).toMatchObject({ event: 'end', exit: null, signal });
});

test('Ctrl-C at a terminal ends Prisma and us as it ends Prisma alone', async () => {
  const at = await slowPlace();
  const run = async (file: string, argv: readonly string[], log: string) => {
    const terminal = openTerminal(file, argv, { cwd: at.dir, env: { ...at.env, ...slow, SLOW_LOG: log } });
    onTestFinished(() => terminal.kill('SIGKILL'));
    const prisma = await realCli(log);
    terminal.press('ctrl-c');
    const ending = await terminal.ended();
    expect(isAlive(prisma)).toBe(false);
    return ending;
  };
  const bare = await run(at.node, [at.cli, ...words], `${at.log}.bare`);
  expect(await run(join(at.dir, 'node_modules/.bin/prisma'), words, at.log)).toEqual(bare);
});
