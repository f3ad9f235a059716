import { describe, expect, test } from 'vitest';
import { parameterOf, readServerUrl, schemaIn } from '../../src/databases/server-url.ts';
import { createHost } from '../../src/host.ts';
import { lookAtShadow } from '../../src/pipeline/look-at-shadow.ts';
import { createTarget } from '../../src/target/target.ts';

/** quaint/src/connector/postgres/url.rs goes through the parameters in their order, and each overwrites the one before. */
describe('the schema in a URL', () => {
  test.each([
    ['postgresql://u@h/app', undefined],
    ['postgresql://u@h/app?schema=', undefined],
    ['postgresql://u@h/app?schema=a', 'a'],
    ['postgresql://u@h/app?schema=a&x=1&schema=b', 'b'],
    ['postgresql://u@h/app?schema=two%20words', 'two words'],
    ['no url', undefined],
  ])('of %s is %s', (url, schema) => {
    expect(schemaIn(url)).toBe(schema);
  });

  test('is the last one also where a shadow database is told from the main one', async () => {
    const host = createHost();
    const target = (role: 'main' | 'shadow', query: string) =>
      createTarget(host, `postgresql://u@h/app${query}`, role, 'a test', '/');
    const looker = {
      begin: () => {},
      at: async <T>(each: T) => each,
      filled: async () => ({ kind: 'missing' }) as const,
    };
    const whichOf = async (main: string, shadow: string) =>
      (
        await lookAtShadow(
          looker,
          [target('main', main), target('shadow', shadow)],
          () => [],
          () => [],
        )
      )?.kind;
    const [same, other] = [await whichOf('', ''), await whichOf('', '?schema=other')];
    expect(same).not.toEqual(other);
    expect(await whichOf('?schema=a', '?schema=other&schema=a')).toEqual(same);
    expect(await whichOf('?schema=a', '?schema=a&schema=other')).toEqual(other);
  });
});

test('of any parameter the last counts, and an empty one is none', () => {
  const url = readServerUrl('mysql://h/a?socket=/one&socket=/two&sslcert=x&sslcert=', ['mysql'], 'a server');
  expect([parameterOf(url, 'socket'), parameterOf(url, 'sslcert')]).toEqual(['/two', undefined]);
});

test('a URL that cannot be read, or is of another kind, is not repeated', () => {
  const said = (text: string) => {
    try {
      return readServerUrl(text, ['mysql'], 'a MySQL server').href;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(said('mysql://u:se#cret@h:x/a')).toMatch(/^the URL cannot be read/);
  expect(said('redis://u:secret@h/a')).toBe('a URL that begins with redis:// does not name a MySQL server');
});
