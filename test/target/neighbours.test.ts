import { expect, test } from 'vitest';
import { secret } from '../../src/secrets/secret.ts';
import { touchedOf } from '../../src/target/neighbours.ts';
import type { Look, Named, Target } from '../../src/types.ts';

const at = (database: string, look: Look | undefined, named?: Partial<Named>): Target => ({
  identity: { provider: 'mysql', host: 'db.example.com', port: 3306, database, server: look?.identity },
  role: named ? 'neighbour' : 'main',
  url: secret('mysql://h'),
  label: database,
  source: '',
  look,
  ...(named && { named: { risk: 'destroy', via: 'main', isGuess: false, ...named } }),
});
const there = (database: string): Look => ({ exists: true, identity: { provider: 'mysql', server: 'one', database } });
const denied: Look = { exists: undefined, problem: "Access denied for user 'u'@'%' to database 'x'" };
const silent: Look = { exists: undefined, problem: 'no answer' };

const left = (neighbour: Target) =>
  touchedOf({ targets: [at('app', there('app')), neighbour], problem: undefined }).targets.length === 2;

test('a name that the server folds to the database itself is no neighbour, but to a shadow database', () => {
  expect(left(at('APP', there('app'), {}))).toBe(false);
  expect(left(at('APP', there('APP'), {}))).toBe(true);
  expect(left(at('app', there('app'), { via: 'shadow' }))).toBe(true);
});

test('one that is not there has nothing to lose; of one that does not answer nobody knows', () => {
  expect(left(at('x', { exists: false }, {}))).toBe(false);
  expect(left(at('x', silent, {}))).toBe(true);
  expect(left(at('x', undefined, {}))).toBe(true);
});

test('a guess counts as no database where the role may not look into one, and a name of which that is sure does', () => {
  expect(left(at('x', denied, { isGuess: true }))).toBe(false);
  expect(left(at('x', denied, {}))).toBe(true);
  expect(left(at('x', silent, { isGuess: true }))).toBe(true);
});
