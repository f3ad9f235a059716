import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRequestReader } from '../../src/gate/requests.ts';

const mayPass = (method: string) => method === 'introspect';
const request = (method: string, params: unknown = {}) => JSON.stringify({ id: 1, jsonrpc: '2.0', method, params });

/** Feeds the text in pieces of these sizes, over and over, and gives what came out. */
function read(text: string, sizes: readonly number[] = [text.length]) {
  const reader = createRequestReader(mayPass);
  const bytes = Buffer.from(text);
  const pieces = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    pieces.push(...reader(bytes.subarray(at, at + size)));
    at += size;
  }
  return pieces.map(({ kind, bytes: piece }) => ({ kind, text: piece.toString() }));
}

describe('the requests of Prisma', () => {
  test('that are harmless pass before their line has ended', () => {
    const start = request('introspect', { schema: 'x'.repeat(100) }).slice(0, 60);
    expect(read(start)).toEqual([{ kind: 'pass', text: start }]);
  });

  test('that can lose data come whole, and not before their line has ended', () => {
    const line = request('reset');
    expect(read(line)).toEqual([]);
    expect(read(`${line}\n`, [7])).toEqual([{ kind: 'request', text: `${line}\n` }]);
  });

  test.each([
    ['its method last', '{"params":{"method":"introspect"},"method":"reset"}'],
    ['a method in its params', '{"id":1,"params":{"a":[{"method":"introspect"}]},"method":"reset"}'],
    ['a method in a text', '{"id":1,"x":"\\"method\\":\\"introspect\\"","method":"reset"}'],
    ['an escape in its method', '{"id":1,"method":"\\u0069ntrospect"}'],
    ['a method that is no text', '{"id":1,"method":["introspect"]}'],
    ['a key that merely ends so', '{"id":1,"xmethod":"introspect","method":"reset"}'],
    ['others beside it in a batch', '[{"id":1,"method":"introspect"},{"id":2,"method":"reset"}]'],
    ['no object around it', '"method":"introspect"'],
  ])('with %s are handed over to be judged', (_, line) => {
    expect(read(`${line}\n`)).toEqual([{ kind: 'request', text: `${line}\n` }]);
  });

  test('come out byte for byte and in order, however they arrive', () => {
    const lines = fc.array(
      fc.tuple(fc.constantFrom('introspect', 'reset', 'diff'), fc.json({ maxDepth: 2 })).map(([method, params]) => ({
        method,
        line: `${request(method, JSON.parse(params))}\n`,
      })),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lines, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), (given, sizes) => {
        const whole = given.map(({ line }) => line).join('');
        const pieces = read(whole, sizes);
        expect(pieces.map(({ text }) => text).join('')).toBe(whole);
        const held = pieces.filter(({ kind }) => kind === 'request').map(({ text }) => text);
        expect(held).toEqual(given.filter(({ method }) => !mayPass(method)).map(({ line }) => line));
      }),
      { numRuns: 500 },
    );
  });
});
