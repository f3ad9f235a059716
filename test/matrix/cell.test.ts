import { describe, expect, test } from 'vitest';
import type { Ran } from '../support/run.ts';
import type { EngineCall } from '../support/tripwire.ts';
import { judge } from './cell.ts';

const refusal = 'prisma-interlock[blocked]: This command can lose data.\n  Prisma was not started.\n';
const held =
  'Error: \nprisma-interlock[blocked]: no.\n  Prisma asked its schema engine for this, and it was held\n  back.';
const ran = (more: Partial<Ran>): Ran => ({ stdout: '', stderr: '', exitCode: 1, signal: undefined, ...more });
const call = (method: string): EngineCall => ({ kind: 'rpc', method, argv: [], cwd: '/', pid: 1 });

describe('a line that destroys, sent down a way', () => {
  test('is stopped by the shim, or by the gate, where that says so', () => {
    expect(judge('exec', ran({ stderr: refusal, exitCode: 77 }), [], true).fate).toBe('shim');
    expect(judge('exec', ran({ stderr: held }), [call('getDatabaseVersion')], true).fate).toBe('gate');
  });

  test.each(['reset', 'applyMigrations', 'dbExecute', 'schemaPush'])(
    'is through with a %s, whatever was printed',
    (method) => {
      expect(judge('exec', ran({ stderr: refusal, exitCode: 77 }), [call(method)], true).fate).toBe('open');
    },
  );

  test('is not stopped where Prisma merely failed, or nothing happened', () => {
    expect(judge('exec', ran({ stderr: 'Error: P1012' }), [], true).fate).toBe('broken');
    expect(judge('exec', ran({ exitCode: 0 }), [], true).fate).toBe('broken');
  });

  test('is not stopped well where the code is 0 or the refusal is on stdout', () => {
    expect(judge('exec', ran({ stderr: refusal, exitCode: 0 }), [], true).fate).toBe('broken');
    expect(judge('exec', ran({ stdout: refusal, stderr: refusal }), [], true).fate).toBe('broken');
  });

  test('finds no way where it did not get through before', () => {
    expect(judge('bin', ran({ stderr: 'not found', exitCode: 127 }), [], false).fate).toBe('absent');
  });

  test('may be refused within an answer of the protocol, which is on stdout', () => {
    const answer = JSON.stringify({ id: 2, result: { content: [{ type: 'text', text: refusal }] } });
    expect(judge('mcp', ran({ stdout: answer, exitCode: 0 }), [], true).fate).toBe('shim');
  });
});
