import { expect, it } from 'vitest';
import { judgeShadow, type SeenShadow } from '../../src/environment/judge-shadow.ts';
import type { Evidence } from '../../src/types.ts';

const at = (from: string, says: Evidence['says']): Evidence => ({ from, says, why: `${from} says ${says}.` });
const read = (...tables: readonly (readonly [string, number])[]): SeenShadow['filled'] => ({
  kind: 'read',
  tables: tables.map(([name, rows]) => ({ name, rows })),
});
const local = [at('host', 'development')];
const judged = (more: Partial<SeenShadow>) =>
  judgeShadow({ label: 'shadow@localhost', isMain: 'no', filled: read(), evidence: local, written: [], ...more });

it.each<[string, Partial<SeenShadow>]>([
  ['is not there', { filled: { kind: 'missing' } }],
  ['holds no rows', {}],
  ['holds no rows, on a host that is rented', { evidence: [at('host', 'production')] }],
  ['holds no rows, on a public host', { evidence: [at('host', 'unknown')] }],
  ['holds no rows, where nobody knows the place', { evidence: [] }],
  ['holds what its migrations write', { filled: read(['Role', 3]), written: ['role', 'country'] }],
  [
    'holds rows of no more tables than they write',
    { filled: read(['role', 999], ['country', 1]), written: ['role', 'country'] },
  ],
])('a shadow database that %s is harmless', (_, more) => {
  expect(judged(more).kind).toBe('harmless');
});

it.each<[string, Partial<SeenShadow>]>([
  ['holds one row', { filled: read(['User', 1]) }],
  ['holds a row beside what its migrations write', { filled: read(['Role', 3], ['User', 1]), written: ['role'] }],
  ['has a history of migrations', { filled: read(['Role', 3], ['_prisma_migrations', 1]), written: ['role'] }],
  ['holds more than a replay leaves', { filled: read(['Role', 1001]), written: ['role'] }],
  ['cannot be looked into', { filled: { kind: 'unread', why: 'permission denied' } }],
  ['is a schema of the main database', { filled: read(['Role', 3]), written: ['role'], isMain: 'schema' }],
])('a shadow database that %s is filled', (_, more) => {
  expect(judged(more)).toMatchObject({ kind: 'filled', why: expect.stringContaining('shadow@localhost') });
});

it.each<[string, Partial<SeenShadow>]>([
  ['is the main one', { isMain: 'yes' }],
  ['is declared production, even without a row', { evidence: [...local, at('policy', 'production')] }],
  ['carries a stamp', { evidence: [...local, at('stamp', 'staging')] }],
  ['is remembered as production', { evidence: [...local, at('memory', 'production')] }],
  ['holds rows on a host that is rented', { filled: read(['User', 1]), evidence: [at('host', 'production')] }],
  [
    'holds rows and has production in its name',
    { filled: read(['a', 1]), evidence: [...local, at('database name', 'production')] },
  ],
  [
    'cannot be looked into, on a public host',
    { filled: { kind: 'unread', why: 'x' }, evidence: [at('host', 'unknown')] },
  ],
  [
    'is rented, and holds what its migrations write',
    { filled: read(['Role', 1]), written: ['role'], evidence: [at('host', 'production')] },
  ],
])('a shadow database that %s is refused', (_, more) => {
  expect(judged(more).kind).toBe('refused');
});

it('says which tables, and not all of many', () => {
  const filled = read(['A', 1], ['B', 1], ['C', 1], ['D', 1], ['E', 1]);
  expect(judged({ filled }).why).toBe(
    'The shadow database shadow@localhost holds rows, in A, B, C and 2 more tables, and would be emptied.',
  );
});
