import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineCalls } from '../../policy/engine-calls.ts';
import type { DatabaseUrls } from '../../src/gate/database-urls.ts';
import { classifyCall, isHarmless } from '../../src/gate/describe-call.ts';
import { readEngineStart } from '../../src/gate/engine-start.ts';

const urls: DatabaseUrls = { main: 'postgresql://h/app', shadow: undefined, base: '/' };
const withShadow = { ...urls, shadow: 'postgresql://h/shadow' };
const risk = (method: string, params: unknown = {}, at = urls) => classifyCall({ method, params }, at).risk;

describe('a call of Prisma to its engine', () => {
  test('that the table does not know is unknown, whatever it is called', () => {
    for (const method of ['wipe', 'constructor', '__proto__', '', 'Reset']) {
      expect(risk(method)).toBe('unknown');
      expect(isHarmless(method)).toBe(false);
    }
  });

  test('that pushes destroys with force, in any spelling but false', () => {
    expect(risk('schemaPush', { force: false })).toBe('change');
    expect(risk('schemaPush', null)).toBe('change');
    for (const force of [true, 1, 'yes', 'false', 0, '']) expect(risk('schemaPush', { force })).toBe('destroy');
  });

  test('that replays migrations is a risk for the shadow database where there is one', () => {
    expect(risk('devDiagnostic')).toBe('none');
    expect(classifyCall({ method: 'devDiagnostic', params: {} }, withShadow)).toMatchObject({
      risk: 'change',
      reach: 'shadow',
    });
    expect(risk('diagnoseMigrationHistory', { optInToShadowDatabase: false }, withShadow)).toBe('none');
    expect(risk('diagnoseMigrationHistory', { optInToShadowDatabase: true }, withShadow)).toBe('change');
    expect(risk('diff', { from: { tag: 'empty' }, to: { tag: 'schemaDatamodel' } }, withShadow)).toBe('none');
    expect(risk('diff', { from: { tag: 'empty' }, to: { tag: 'migrations' } }, withShadow)).toBe('destroy');
  });

  test('passes unread only where nothing in it could matter', () => {
    const passing = Object.keys(engineCalls).filter(isHarmless);
    expect(passing.sort()).toEqual([
      'can-connect-to-database',
      'debugPanic',
      'ensureConnectionValidity',
      'getDatabaseDescription',
      'getDatabaseVersion',
      'introspect',
      'introspectSql',
      'listMigrationDirectories',
    ]);
  });

  test('is in the table if a real CLI was ever seen to make it', () => {
    const seen = new Set<string>();
    for (const major of [5, 6, 7]) {
      const file = join(import.meta.dirname, '../oracle/recorded', `prisma${major}.jsonl`);
      for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
        const { calls } = JSON.parse(line) as { calls: string[] };
        for (const call of calls) if (call !== 'SEED') seen.add(call.replace(/\(.*/, ''));
      }
    }
    expect(seen.size).toBeGreaterThan(8);
    for (const method of seen) expect(Object.keys(engineCalls)).toContain(method);
  });
});

describe('what Prisma tells its engine at its start', () => {
  test.each([
    ['--version', 'version', ''],
    ['cli --datasource postgresql://h/d can-connect-to-database', 'command', 'can-connect-to-database'],
    ['--datasource {"url":"x"} cli drop-database', 'command', 'drop-database'],
    ['--datasource=cli create-database', 'rpc', ''],
    ['--datasource cli --datamodels cli', 'rpc', ''],
    ['-d prisma/schema.prisma --version', 'rpc', ''],
    ['cli drop-database can-connect-to-database', 'command', 'drop-database can-connect-to-database'],
  ])('%s is the form %s', (line, form, command) => {
    expect(readEngineStart(line.split(' '))).toMatchObject({ form, command });
  });
});
