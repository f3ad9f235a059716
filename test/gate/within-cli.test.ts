/** The gate within the CLI that a shim has started: no program of its own, and nothing let pass that the shim has not answered. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import type { DescribedCall } from '../../src/channel/descriptor.ts';
import { unforeseen } from '../../src/channel/descriptor.ts';
import { joinShimBy } from '../../src/channel/gate-end.ts';
import { place } from '../e2e/databases.ts';
import { nodeOptions } from '../support/project.ts';
import { runSql } from '../support/sql.ts';
import { describeCalls, isMutating } from '../support/tripwire.ts';

const rows = 'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1);';

/** Ends the shim when Prisma asks for a call of that name, from inside the CLI, as whoever kills the shim from outside would. */
function killingShimAt(method: string): string {
  return `const { PassThrough } = require('node:stream');
const write = PassThrough.prototype.write;
PassThrough.prototype.write = function (text, ...rest) {
  if (String(text).includes('"method":"${method}"')) {
    process.kill(process.ppid, 'SIGKILL');
    for (const end = Date.now() + 300; Date.now() < end; );
  }
  return write.call(this, text, ...rest);
};
`;
}

test.each([5, 6, 7] as const)('Prisma %i: a shim that is killed before a call lets it reach nobody', async (major) => {
  const at = await place(major, 'sqlite');
  await runSql('sqlite', at.url, rows);
  const hook = join(at.dir, 'kill.cjs');
  writeFileSync(hook, killingShimAt('schemaPush'));
  const ran = await at.run('prisma', ['db', 'push'], { env: nodeOptions(`--require ${hook}`) });
  expect(ran.signal).toBe('SIGKILL');
  expect(ran.stderr).toContain('it was held back: it did not reach the');
  expect(describeCalls(at.calls())).not.toContain('schemaPush(force:false)');
  expect(isMutating(at.calls())).toBe(false);
});

test('a guarded line starts no program for its gate', async () => {
  const at = await place(7, 'sqlite');
  await runSql('sqlite', at.url, rows);
  const [hook, log] = [join(at.dir, 'log.cjs'), join(at.dir, 'programs')];
  writeFileSync(log, '');
  writeFileSync(hook, `require('node:fs').appendFileSync(${JSON.stringify(log)}, process.argv[1] + '\\n');`);
  const ran = await at.run('prisma', ['db', 'push'], { env: nodeOptions(`--require ${hook}`) });
  expect(ran.exitCode, ran.stderr).toBe(0);
  const programs = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  expect(programs.filter((file) => /prisma-interlock\/bin\/schema-engine/.test(file))).toEqual([]);
  expect(programs.length).toBeGreaterThan(1);
  expect(describeCalls(at.calls())).toContain('schemaPush(force:false)');
});

const call = { method: 'reset' } as DescribedCall;

/** A shim's end that says these words, each to the news that came. */
function shimSaying(...words: readonly string[]) {
  const left = [...words];
  const heard: string[] = [];
  const stream = new Duplex({
    read() {},
    write(line: Buffer, _, done) {
      heard.push(String(line));
      const word = left.shift();
      if (word === undefined) stream.destroy();
      else stream.push(word);
      done();
    },
  });
  stream.on('error', () => {});
  return { stream, heard };
}

test('an answer counts for its own question alone, in whatever pieces it comes', async () => {
  const { stream, heard } = shimSaying('go 9.9\ngo 2.1\n', 'lo', 'ok 1.1\nno', ' 1.1 {"text":"never"}\n');
  const join = joinShimBy(stream);
  await expect(join('2').ask(call, async () => unforeseen)).resolves.toEqual({ word: 'go' });
  const first = join('1').ask(call, async () => ({ changes: false, mayLose: false, isAsked: false }));
  stream.write('');
  await expect(first).resolves.toEqual({ word: 'no', text: 'never' });
  expect(heard.filter(Boolean).map((line) => JSON.parse(line))).toMatchObject([
    { kind: 'call', number: '2.1', method: 'reset' },
    { kind: 'call', number: '1.1' },
    { kind: 'looked', number: '1.1', changes: false },
  ]);
});

test('whoever waits for an answer hears that the shim has ended', async () => {
  const { stream } = shimSaying();
  const end = joinShimBy(stream)('1');
  await expect(end.ask(call, async () => unforeseen)).rejects.toThrow('has ended');
  await expect(end.ask(call, async () => unforeseen)).rejects.toThrow('has ended');
});
