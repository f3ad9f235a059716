import { describe, expect, it } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { parse } from '../../src/parse/parse.ts';

const read = (line: string) => parse('dropdb', undefined, line === '' ? [] : line.split(' '), grammars);

describe('a line of dropdb', () => {
  it('accepts shortened, glued and clustered options anywhere', () => {
    expect(read('app --forc -hdb.example.com -p 6543 -eUme')).toMatchObject({
      reading: 'runs',
      operands: ['app'],
      options: { force: true, host: ['db.example.com'], port: ['6543'], echo: true, username: ['me'] },
    });
    expect(read('--maint=postgresql://h/d app').options).toEqual({ 'maintenance-db': ['postgresql://h/d'] });
  });

  it('takes a name behind `--` whatever it looks like', () => {
    expect(read('-- -f').operands).toEqual(['-f']);
  });

  it('prints help only for the very first word', () => {
    expect(read('--help app').reading).toBe('help');
    expect(read('-V').reading).toBe('version');
    expect(read('app --help').reading).toBe('unreadable');
  });

  it('cannot read what dropdb refuses', () => {
    for (const line of ['', 'a b', '--i app', '--force=0 app', '-x app', 'app -p', '--bogus app']) {
      expect(read(line).reading, line).toBe('unreadable');
    }
  });
});
