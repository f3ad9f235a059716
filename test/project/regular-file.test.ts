import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost, type Host } from '../../src/host.ts';
import { describeEntry, locate } from '../../src/project/locate.ts';
import { readManifest } from '../../src/project/manifest.ts';
import { readRegular, UnfitFile } from '../../src/project/regular-file.ts';
import { scratchFolder } from '../backup/engines/scratch.ts';

const host = createHost();

/** Each puts into a file's place what nobody should read to its end. */
const unfit: Readonly<Record<string, (file: string) => unknown>> = {
  'a pipe that nobody writes to': (file) => execFileSync('mkfifo', [file]),
  'a device without end': (file) => symlinkSync('/dev/zero', file),
  'a folder': (file) => mkdirSync(file),
  'a file of a gigabyte': (file) => execFileSync('truncate', ['--size=1G', file]),
};

test.each(Object.entries(unfit))('%s is not read', (_what, put) => {
  const file = join(scratchFolder(), 'package.json');
  put(file);
  expect(() => readRegular(host, file)).toThrow(UnfitFile);
});

test('a file is read to its end, also one that calls itself empty', () => {
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, 'x'.repeat(200_000));
  expect(readRegular(host, file)).toHaveLength(200_000);
  expect(readRegular(host, '/proc/self/status').toString()).toContain('Pid:');
});

test.each(Object.entries(unfit))('where a manifest should be, %s is none', (_what, put) => {
  const folder = scratchFolder();
  put(join(folder, 'package.json'));
  expect(readManifest(host, folder)).toBeUndefined();
  const entry = join(folder, 'build', 'index.js');
  expect(() => describeEntry(host, entry)).toThrow(expect.objectContaining({ code: 'cli-unusable' }));
});

test('a pipe beside a folder of PATH does not keep us from finding the program behind it', () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'bin'));
  execFileSync('mkfifo', [join(folder, 'package.json')]);
  writeFileSync(join(folder, 'bin', 'dropdb'), '#!/bin/sh\n');
  chmodSync(join(folder, 'bin', 'dropdb'), 0o755);
  const env = { PATH: [join(folder, 'nowhere'), 'relative', '', join(folder, 'bin')].join(delimiter) };
  const here = Object.create(host, { env: { value: env } }) as Host;
  expect(locate(here, 'dropdb').path).toBe(join(folder, 'bin', 'dropdb'));
});
