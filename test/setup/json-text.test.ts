import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMember, appendToValue, cutFromValue, removeMember } from '../../src/setup/json-text.ts';

const odd = {
  'tabs, no newline at the end': '{\n\t"name": "a",\n\t"scripts": {\n\t\t"a": "b"\n\t}\n}',
  'CRLF and four blanks': '{\r\n    "name": "a",\r\n    "scripts": { "a": "b", "c": "d" }\r\n}\r\n',
  'one line': '{"name":"a","scripts":{"a":"b"}}',
  'an empty object over two lines': '{\n  "scripts": {\n  }\n}\n',
  'an empty object': '{\n  "scripts": {},\n  "name": "a"\n}\n',
  'no such object': '{\n  "name": "a"\n}\n',
  'a byte order mark': '\uFEFF{\n  "name": "a"\n}\n',
  'nothing at all': '{}',
};

test.each(Object.entries(odd))(
  'what is added to a manifest with %s is there, and gone again to the byte',
  (_name, text) => {
    const added = addMember(addMember(text, ['scripts'], 'x', 'y'), ['pnpm', 'patched'], 'p', true);
    expect(JSON.parse(added.replace('\uFEFF', ''))).toMatchObject({
      scripts: { x: 'y' },
      pnpm: { patched: { p: true } },
    });
    expect(removeMember(removeMember(added, ['pnpm', 'patched'], 'p'), ['scripts'], 'x')).toBe(text);
  },
);

test('a member goes behind the one it belongs to, with the same white space', () => {
  const text = '{\n  "a": {\n    "b": 1,\n    "z": 2\n  }\n}\n';
  expect(addMember(text, ['a'], 'c', 3, 'b')).toBe('{\n  "a": {\n    "b": 1,\n    "c": 3,\n    "z": 2\n  }\n}\n');
});

test('whatever a manifest holds, adding and removing leaves every byte of it', () => {
  const manifest = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.dictionary(fc.string(), fc.string())));
  const indent = fc.constantFrom(undefined, 1, 2, 4, '\t');
  fc.assert(
    fc.property(manifest, indent, (value, space) => {
      const text = JSON.stringify({ name: 'a', ...value, scripts: { a: 'b' } }, null, space);
      expect(removeMember(addMember(text, ['scripts'], 'x', 'y'), ['scripts'], 'x')).toBe(text);
      expect(removeMember(addMember(text, ['own'], 'x', 'y'), ['own'], 'x')).toBe(text);
    }),
  );
});

test('words behind a script leave what stands there as it was written', () => {
  const text = '{ "scripts": { "postinstall": "echo \\u0041 \\"b\\"" } }';
  const added = appendToValue(text, ['scripts', 'postinstall'], ' && (c || "d")');
  expect(JSON.parse(added).scripts.postinstall).toBe('echo A "b" && (c || "d")');
  expect(cutFromValue(added, ['scripts', 'postinstall'], ' && (c || "d")')).toBe(text);
});
