import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../support/run.ts';

const root = join(import.meta.dirname, '..', '..');
const gate = join(root, 'bin', 'schema-engine');
const engine = join(import.meta.dirname, 'echo-engine.mjs');
let dir: string;
let env: Record<string, string>;
let log: () => { argv?: string[]; named?: string; start?: string; signal?: string }[];

beforeEach(() => {
  dir = join(tmpdir(), `gate-${process.pid}-${Date.now()}`);
  mkdirSync(dir);
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'package.json'), '{}');
  const file = join(dir, 'log.jsonl');
  env = { PATH: process.env['PATH'] ?? '', HOME: dir, PRISMA_INTERLOCK_ENGINE: engine, ECHO_LOG: file };
  log = () =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
});

function start(argv: readonly string[], more: Record<string, string> = {}) {
  const child = spawn(gate, argv, { cwd: dir, env: { ...env, ...more }, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<[number | null, string | null]>((resolve) => child.on('exit', (...end) => resolve(end)));
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (method: string, params: unknown = {}) => {
    child.stdin.write(`${JSON.stringify({ id: 1, jsonrpc: '2.0', method, params })}\n`);
    return JSON.parse((await lines.next()).value as string) as {
      result?: unknown;
      error?: { data: { message: string } };
    };
  };
  return { child, ended, ask, said: () => said };
}

describe('the gate as a process', () => {
  test('hands messages of 50 MB through both ways, whole', async () => {
    const { child, ended, ask, said } = start(['--datasource', '{"url":"file:./dev.db"}']);
    const content = '"ü\\n'.repeat(10 * 1024 * 1024);
    const { result } = (await ask('introspect', { content })) as { result: { content: string } };
    expect(result.content.length).toBe(content.length);
    expect(result.content === content).toBe(true);
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    // Prisma takes every line there for its engine's log.
    expect(said()).toBe('');
  });

  test('hands a call of 50 MB over that it had to judge', async () => {
    writeFileSync(join(dir, 'prisma-interlock.json'), '{ "disposable": ["dev.db"] }');
    const { child, ask } = start(['--datasource', '{"url":"file:./dev.db"}']);
    const content = 'x'.repeat(50 * 1024 * 1024);
    const { result } = (await ask('schemaPush', { schema: content, force: false })) as { result: { schema: string } };
    expect(result.schema === content).toBe(true);
    child.stdin.end();
  });

  test('starts the engine as it would be started without us', async () => {
    const { child, ended } = start(['--datasource', '{"url":"file:./dev.db"}'], {
      PRISMA_INTERLOCK_START: '1',
      PRISMA_SCHEMA_ENGINE_BINARY: gate,
    });
    child.stdin.end();
    await ended;
    expect(log()).toEqual([{ argv: ['--datasource', '{"url":"file:./dev.db"}'], named: engine }]);
  });

  test.each([0, 1, 101, 255])('ends with the code %i of its engine', async (code) => {
    const { ask, ended } = start([], { ECHO_SAYS: `exit:${code}` });
    void ask('introspect').catch(() => {});
    expect(await ended).toEqual([code, null]);
  });

  test.each(['SIGKILL', 'SIGSEGV', 'SIGTERM'])('dies of the %s that its engine dies of', async (signal) => {
    const { ask, ended } = start([], { ECHO_SAYS: `die:${signal}` });
    void ask('introspect').catch(() => {});
    expect(await ended).toEqual(signal === 'SIGTERM' ? [7, null] : [null, signal]);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('hands %s on', async (signal) => {
    const { child, ask, ended } = start([]);
    await ask('introspect');
    child.kill(signal);
    expect(await ended).toEqual([7, null]);
    expect(log()).toContainEqual({ signal });
  });

  test('leaves nothing behind where its engine is killed', async () => {
    const { child, ask, ended } = start([], { ECHO_LOG: '', TMPDIR: dir });
    await ask('introspect', { a: 1 });
    const [shell = 0] = await childrenOf(child.pid);
    const [node = 0] = await childrenOf(shell);
    expect([shell, node].every(isAlive)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    for (let tries = 0; tries < 100 && [shell, node].some(isAlive); tries += 1) await sleep(20);
    expect([shell, node].map(isAlive)).toEqual([false, false]);
    expect(readdirSync(dir).filter((name) => name.startsWith('interlock'))).toEqual([]);
  });

  test('takes its engine with it where it is killed, so that nobody takes that for a good end', async () => {
    const { child, ask, ended } = start([], { ECHO_LOG: '' });
    await ask('introspect', { a: 1 });
    const [shell = 0] = await childrenOf(child.pid);
    const [node = 0] = await childrenOf(shell);
    process.kill(node, 'SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  test.each([
    ['no pipe can be made', () => ({ TMPDIR: '/nonexistent' })],
    ['its engine has a name that gates have', () => ({ PRISMA_INTERLOCK_ENGINE: namedAsGate() })],
  ])('judges and hands on where %s', async (_, variables) => {
    const { child, ask, ended } = start(['--datasource', '{"url":"file:./shop-production.db"}'], variables());
    expect((await ask('introspect', { a: 1 })).result).toEqual({ a: 1 });
    expect((await ask('reset')).error?.data.message).toContain('prisma-interlock[blocked]');
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  });

  test('believes nobody who says that an engine was started beside it', async () => {
    const child = spawn(`${gate}.cjs`, [], {
      cwd: dir,
      env: { ...env, PRISMA_INTERLOCK_BESIDE: '1 1' },
      stdio: 'pipe',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(1);
  });

  test('goes on after it has refused a call', async () => {
    const { child, ask, ended } = start(['--datasource', '{"url":"file:./shop-production.db"}']);
    expect((await ask('reset')).error?.data.message).toContain('prisma-interlock[blocked]');
    expect((await ask('introspect', { a: 1 })).result).toEqual({ a: 1 });
    expect((await ask('wipeEverything')).error?.data.message).toContain('prisma-interlock[blocked]');
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  });

  test('refuses what it cannot read, and never hands it on', async () => {
    const { child, ended } = start(['--datasource', '{"url":"file:./shop-production.db"}']);
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const line of ['{"id":1,"method":"reset"', '[{"id":1,"method":"reset"}]', 'reset', '{"method":7}']) {
      child.stdin.write(`${line}\n`);
      expect((await answers.next()).value).toContain('prisma-interlock[blocked]');
    }
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  });
});

describe('the command form', () => {
  const words = (command: string, url = 'file:./shop-production.db') => ['cli', '--datasource', url, command];

  test('that only connects goes straight to the engine, and its code comes back', async () => {
    const ran = await run(gate, words('can-connect-to-database'), { cwd: dir, env: { ...env, ECHO_SAYS: 'exit:3' } });
    expect(ran.exitCode).toBe(3);
    expect(log()).toEqual([{ argv: words('can-connect-to-database'), named: engine }]);
  });

  test.each(['drop-database', 'create-database'])('that is %s is judged', async (command) => {
    const ran = await run(gate, words(command), { cwd: dir, env });
    expect(ran.exitCode).toBe(1);
    const [greeting, line = ''] = ran.stderr.split('\n');
    expect(greeting).toBe('');
    const { level, target, fields } = JSON.parse(line);
    expect({ level, target }).toEqual({ level: 'ERROR', target: 'schema_engine::logger' });
    expect(fields.message).toContain(
      command === 'drop-database' ? 'prisma-interlock[blocked]' : 'prisma-interlock[approval-needed]',
    );
    expect(log()).toEqual([]);
  });

  test('with two commands in it is judged', async () => {
    const ran = await run(gate, [...words('can-connect-to-database'), 'drop-database'], { cwd: dir, env });
    expect(ran.exitCode).toBe(1);
    expect(log()).toEqual([]);
  });
});

function namedAsGate(): string {
  const file = join(dir, 'schema-engine');
  symlinkSync(engine, file);
  return file;
}

async function childrenOf(pid: number | undefined): Promise<number[]> {
  const { stdout } = await run('pgrep', ['-P', String(pid)], { cwd: dir, env });
  return stdout.split('\n').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(['/nonexistent/engine', '/', import.meta.filename])(
  'a gate without an engine (%s) answers with that',
  async (file) => {
    const { child, ended, ask } = start(['--datasource', '{"url":"file:./dev.db"}'], { PRISMA_INTERLOCK_ENGINE: file });
    for (const method of ['dbExecute', 'introspect']) {
      expect((await ask(method)).error?.data.message).toContain('prisma-interlock[cli-unusable]');
    }
    child.stdin.end();
    expect(await ended).toEqual([1, null]);
    expect(log()).toEqual([]);
  },
);
