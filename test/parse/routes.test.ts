import { describe, expect, it } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { parse } from '../../src/parse/parse.ts';

const read = (line: string) => parse('prisma', 8, line.split(' '), grammars);

describe('a line of Prisma 8', () => {
  it('reads the value of a flag, its negation and its camel-case spelling', () => {
    for (const on of ['--dry-run', '--dryRun', '--dry-run=true', '--dry-run=ON', '--dry-run=1']) {
      expect(read(`db update ${on}`).options, on).toEqual({ 'dry-run': true });
    }
    for (const off of ['--dry-run=false', '--dryRun=0', '--no-dry-run', '--noDryRun', '--dry-run=Off']) {
      expect(read(`db update ${off}`), off).toMatchObject({ reading: 'runs', options: {} });
    }
  });

  it('cannot read what Prisma 8 refuses', () => {
    for (const line of [
      'db update --dry-run=maybe',
      'db update --dry-run=',
      'db update --dry-run --no-dry-run',
      'db update --dry-run false',
      'db update --db a --db b',
      'db update -- x',
      '--json db update',
      'db Update',
      'db push',
      'db update --db',
      'db update --no-db',
    ]) {
      expect(read(line).reading, line).toBe('unreadable');
    }
  });

  it('lets help win wherever it stands before `--`', () => {
    expect(read('db update --db --help').reading).toBe('help');
    expect(read('db update --version').reading).toBe('version');
    expect(read('db -- update --confirm app').reading).toBe('help');
    expect(read('db update -- --help').reading).toBe('unreadable');
  });

  it('keeps every --confirm and splits clusters', () => {
    expect(read('db update -qy --confirm a --confirm=b').options).toEqual({
      quiet: true,
      yes: true,
      confirm: ['a', 'b'],
    });
  });
});
