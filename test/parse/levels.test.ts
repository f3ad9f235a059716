import { describe, expect, it } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { parse } from '../../src/parse/parse.ts';

const read = (line: string, major = 7) => parse('prisma', major, line === '' ? [] : line.split(' '), grammars);

describe('a line of Prisma 5 to 7', () => {
  it('stops every level but some leaves at the first operand', () => {
    expect(read('migrate reset -f x --help')).toMatchObject({
      reading: 'runs',
      options: { force: true },
      operands: ['x', '--help'],
    });
    expect(read('db push x --force-reset')).toMatchObject({
      reading: 'runs',
      options: { 'force-reset': true },
      operands: ['x'],
    });
  });

  it('takes a flag with any value for a flag', () => {
    for (const value of ['false', '0', 'no', '', '=x', '\nfalse']) {
      expect(parse('prisma', 6, ['db', 'push', `--force-reset=${value}`], grammars).options).toEqual({
        'force-reset': true,
      });
    }
  });

  it('lets `--` vanish above the leaf and end the options in it', () => {
    expect(read('-- db -- push --force-reset').options).toEqual({ 'force-reset': true });
    expect(read('db push -- --force-reset')).toMatchObject({ options: {}, operands: ['--force-reset'] });
  });

  it('carries a root flag behind the rest, where an operand hides it', () => {
    expect(read('--preview-feature migrate reset --force').reading).toBe('unreadable');
    expect(read('--preview-feature migrate reset --force x')).toMatchObject({
      reading: 'runs',
      options: { force: true },
    });
  });

  it('drops the preview token from all of a migrate line, values of options included', () => {
    expect(read('migrate reset --schema --preview-feature a.prisma --force').options).toEqual({
      schema: ['a.prisma'],
      force: true,
    });
  });

  it('finds --config wherever the permissive pass finds it, and not behind `--`', () => {
    expect(read('migrate reset --force x --config alt.ts').config).toBe('alt.ts');
    expect(read('-- db push --config alt.ts').config).toBeUndefined();
    expect(read('--config a.ts db push --config b.ts').config).toBe('b.ts');
    expect(read('db push --config a.ts', 5).reading).toBe('unreadable');
  });

  it('lets the last of a repeated value win and keeps an empty one', () => {
    expect(read('db push --schema a --schema=').options).toEqual({ schema: [''] });
  });

  it('honours help only where the level that sees it does', () => {
    expect(read('db --help push --force-reset').reading).toBe('help');
    expect(read('db push --force-reset -h').reading).toBe('help');
    expect(read('db push --force-reset -- -h').reading).toBe('runs');
    expect(read('').reading).toBe('help');
    expect(read('db').reading).toBe('help');
  });

  it('cannot read what it does not know', () => {
    for (const line of [
      'db push --bogus',
      'DB push',
      'db pus',
      '__proto__',
      'migrate constructor',
      'db push --schema --force-reset',
    ]) {
      expect(read(line).reading, line).toBe('unreadable');
    }
    expect(parse('prisma', 9, ['validate'], grammars).problem).toBe('Prisma 9 is not known');
    expect(parse('prisma', undefined, ['validate'], grammars).reading).toBe('unreadable');
  });
});
