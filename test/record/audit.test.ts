import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHost } from '../../src/host.ts';
import { auditFile, newEntryId, record } from '../../src/record/audit.ts';
import { readAudit } from '../../src/record/read-audit.ts';
import { hostWith, scratchFolder } from '../backup/engines/scratch.ts';

const host = createHost();
let root: string;
let file: string;

beforeEach(() => {
  root = scratchFolder();
  file = auditFile(root);
});

const facts = { program: 'prisma', argv: ['db', 'push'], targets: ['app@localhost'], backups: ['one'] };
const begin = (id = newEntryId(host)) => record(host, root, { event: 'begin', id, ...facts });
const read = () => readAudit(host, root, 'app@localhost');

/** Each puts into the log's place what is none. */
const obstacles: Readonly<Record<string, () => unknown>> = {
  'a pipe that nobody reads': () => execFileSync('mkfifo', [file]),
  'a device': () => fs.symlinkSync('/dev/null', file),
  'a folder': () => fs.mkdirSync(file),
  'a link to another file': () => {
    fs.writeFileSync(path.join(root, 'mine.txt'), 'mine');
    fs.symlinkSync('../mine.txt', file);
  },
  'a link that leads nowhere': () => fs.symlinkSync('../made.txt', file),
};

describe.each(Object.entries(obstacles))('in the place of the log %s', (_what, put) => {
  beforeEach(() => {
    fs.mkdirSync(path.dirname(file));
    put();
  });

  it('is not written to, and nothing can be recorded', () => {
    expect(() => begin()).toThrow(expect.objectContaining({ code: 'audit-unwritable' }));
    expect(fs.existsSync(path.join(root, 'made.txt'))).toBe(false);
    if (fs.existsSync(path.join(root, 'mine.txt'))) {
      expect(fs.readFileSync(path.join(root, 'mine.txt'), 'utf8')).toBe('mine');
    }
  });

  it('is not read', () => {
    expect(read).toThrow(expect.objectContaining({ code: 'audit-unwritable', why: expect.stringContaining(file) }));
  });
});

it('a folder of the log that is a file, or a link that leads nowhere, is an error of ours', () => {
  for (const put of [(at: string) => fs.writeFileSync(at, ''), (at: string) => fs.symlinkSync('nowhere', at)]) {
    put(path.dirname(file));
    expect(() => begin()).toThrow(expect.objectContaining({ code: 'audit-unwritable' }));
    fs.rmSync(path.dirname(file));
  }
  expect(read()).toEqual([]);
});

it('the file that keeps the log out of git is not written through a link', () => {
  fs.mkdirSync(path.dirname(file));
  fs.symlinkSync('../made.txt', path.join(path.dirname(file), '.gitignore'));
  begin();
  expect(fs.existsSync(path.join(root, 'made.txt'))).toBe(false);
  expect(read()).toHaveLength(1);
});

it('a disk that takes a part of a line and no more is an error, and the next line stands by itself', () => {
  begin('first');
  let room = 20;
  const full = hostWith(
    {},
    {
      writeSync: ((descriptor: number, bytes: Buffer, from?: number | null) => {
        const at = from ?? 0;
        if (room === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        const written = fs.writeSync(descriptor, bytes, at, Math.min(room, bytes.length - at));
        room -= written;
        return written;
      }) as typeof fs.writeSync,
    },
  );
  expect(() => record(full, root, { event: 'begin', id: 'second', ...facts })).toThrow(
    expect.objectContaining({ code: 'audit-unwritable', why: expect.stringContaining('ENOSPC') }),
  );
  begin('third');
  const ids = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line).id];
      } catch {
        return [];
      }
    });
  expect(ids).toEqual(['first', 'third']);
});

describe('reading the log', () => {
  it('gives what was done to that database, with how it ended', () => {
    begin('one');
    record(host, root, { event: 'begin', id: 'other', ...facts, targets: ['other@localhost'] });
    record(host, root, { event: 'end', id: 'one', exit: 1, signal: null });
    record(host, root, { event: 'end', id: 'other', exit: 0, signal: null });
    begin('two');
    expect(read()).toEqual([
      expect.objectContaining({ line: 'prisma db push', exit: 1, ended: expect.any(Date), backups: ['one'] }),
      expect.objectContaining({ exit: undefined, ended: undefined }),
    ]);
  });

  it('leaves out what is no line of ours', () => {
    begin('one');
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const line of [
      'null',
      '[]',
      '{"event":"begin"',
      '{"event":"begin","id":"x","time":"never","targets":["app@localhost"]}',
    ])
      fs.appendFileSync(file, `${line}\n`);
    fs.appendFileSync(
      file,
      `{"event":"begin","id":"deep","time":"2026-11-29","targets":["app@localhost"],"program":${nested}}\n`,
    );
    fs.appendFileSync(file, `${'x'.repeat(3_000_000)}\n`);
    begin('two');
    expect(read().map(({ line }) => line)).toEqual(['prisma db push', '', 'prisma db push']);
  });

  it('takes no more memory where it has grown for years', () => {
    begin('oldest');
    const line = fs.readFileSync(file, 'utf8');
    const block = Buffer.from(line.replace('oldest', 'older').repeat(20_000));
    for (let written = 0; written < 200_000_000; written += block.length) fs.appendFileSync(file, block);
    for (let index = 0; index < 1500; index += 1) fs.appendFileSync(file, line.replace('oldest', `of-late-${index}`));
    const before = process.memoryUsage().rss;
    const found = read();
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    expect(found).toHaveLength(1000);
  });
});
