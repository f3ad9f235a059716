import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { readParts, withImports } from './parts.ts';

const root = join(import.meta.dirname, '..');
const { fast, real } = readParts();

/** Where the real Prismas lie, and what starts or installs a server. */
const fromOutside = /fixtures\/|\b(?:apt-get|initdb|pg_ctl|mariadbd|mysqld)\b/;

test.each(fast)('%s is fast: it names nothing that has to be installed or started', (file) => {
  for (const each of withImports(file).filter((path) => path !== 'test/parts.test.ts')) {
    const lines = readFileSync(join(root, each), 'utf8').split('\n');
    expect(
      lines.filter((line) => fromOutside.test(line)),
      each,
    ).toEqual([]);
  }
});

test('a fast test is handed no server, however it asks', () => {
  expect(inject('shared')).toBeUndefined();
});

test.each([
  'backup/retention',
  'confirm',
  'decide',
  'environment',
  'errors',
  'gate/calls',
  'gate/requests',
  'parse',
  'policy',
  'rules',
  'secrets',
  'setup',
  'ui',
])('all tests of %s are fast', (room) => {
  expect(fast.filter((file) => file.startsWith(`test/${room}`))).not.toEqual([]);
  expect(real.filter((file) => file.startsWith(`test/${room}`))).toEqual([]);
});
