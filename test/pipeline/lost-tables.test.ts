import { expect, test } from 'vitest';
import { lossesIn, newFaults, sentBy, tablesToAsk } from '../../src/pipeline/lost-tables.ts';
import type { Held, SqlFinding } from '../../src/types.ts';

const table = (name: string, rows: number) => ({ name, rows });
const object = (kind: string, name: string, detail: string) => ({ kind, name, detail });
const held: Held = {
  tables: [
    table('public.User', 3),
    table('public.Post', 5),
    table('public.Job', 7),
    table('public.Log', 2000),
    table('public.Empty', 0),
    table('public.Event', 0),
    table('public.Event_2026', 9),
    table('public._prisma_migrations', 4),
  ],
  objects: [
    object('constraint', 'public."Post"."Post_fkey"', 'FOREIGN KEY ("userId") REFERENCES "User"(id) ON DELETE CASCADE'),
    object('constraint', 'public."Post"."Post_old"', 'CHECK ((id > 0)) NOT VALID'),
    object(
      'table',
      'public."Event_2026"',
      `p FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') "Event" (id integer not null, note numeric(3,1))`,
    ),
    object('index', 'public."Post_pkey"', 'CREATE UNIQUE INDEX …'),
  ],
};

const sent = (sql: string, removes: boolean) => ({ sql, removes });
const seen = (sql: string, risk: SqlFinding['risk']) => ({
  method: 'applyMigrations',
  sight: {
    foresight: { changes: true, mayLose: true, isAsked: false, scripts: [{ migration: 'm', sql }] },
    finding: { risk, stake: [], hazards: [] },
  },
});

test('a table that no SQL names must have its rows, and one that it names need not', () => {
  const { had, touched } = tablesToAsk(held, sent('DELETE FROM "User"', true));
  expect(had).toEqual(['public.Post', 'public.Job', 'public.Log', 'public.Event_2026']);
  expect(touched).toEqual(['public.User']);
});

test('a partition goes with the table that is named, and a schema that goes is not asked about', () => {
  expect(tablesToAsk(held, sent('TRUNCATE "Event"', true)).had).not.toContain('public.Event_2026');
  expect(tablesToAsk(held, sent('DROP SCHEMA public CASCADE', true)).had).toEqual([]);
});

test('what SQLite keeps a virtual table in goes with that', () => {
  const notes: Held = {
    tables: [table('notes_data', 2), table('notes_other', 2)],
    objects: [object('table', 'notes', 'CREATE VIRTUAL TABLE notes USING fts5(body)')],
  };
  expect(tablesToAsk(notes, sent('DROP TABLE notes', true)).had).toEqual([]);
  expect(tablesToAsk(notes, sent('DROP TABLE others', true)).had).toHaveLength(2);
});

test('empty is what hangs on removed rows, and what had too many to be a queue', () => {
  const empty = ['public.Post', 'public.Job', 'public.Log'];
  const removing = lossesIn(held, sent('DELETE FROM "User"', true), { gone: [], empty });
  expect(removing.map((line) => line.split(' ')[1])).toEqual(['public.Post', 'public.Log']);
  const adding = lossesIn(held, sent('ALTER TABLE "User" ADD c int', false), { gone: ['public.Job'], empty });
  expect(adding).toEqual([
    'table public.Job is gone: it had 7 rows, and what has run does not name it',
    'table public.Log is empty now: it had 2,000 rows, and what has run does not name it',
  ]);
});

test('nothing is said where a call was among them of which nobody has seen the SQL', () => {
  expect(sentBy([seen('SELECT 1', 'none'), { method: 'reset', sight: undefined }])).toBeUndefined();
  expect(sentBy([{ method: 'createMigration', sight: undefined }])).toBeUndefined();
  const both = sentBy([{ method: 'createMigration', sight: undefined }, seen('SELECT 1', 'none')]);
  expect(both).toEqual({ sql: 'SELECT 1', removes: false });
  expect(sentBy([seen('SELECT f()', 'unknown')])?.removes).toBe(true);
});

test('new is what was valid before, or what the SQL names and does not leave for later', () => {
  const constraint = (name: string) => ({ kind: 'constraint', name, says: 'is not valid' }) as const;
  const index = (name: string) => ({ kind: 'index', name, says: 'is not valid' }) as const;
  const faults = [
    constraint('public."Post"."Post_old"'),
    constraint('public."Post"."Post_new"'),
    index('public."Post_pkey"'),
    index('public."Old_idx"'),
  ];
  expect(newFaults(held, sent('SELECT f()', true), faults, undefined)).toEqual([
    'constraint public."Post"."Post_new" is not valid',
    'index public."Post_pkey" is not valid',
  ]);
  expect(newFaults(held, sent('ALTER TABLE "Post" ADD CHECK (true) NOT VALID', false), faults, [])).toHaveLength(1);
  expect(newFaults(held, sent('CREATE INDEX CONCURRENTLY "Old_idx" ON x (y)', false), faults, [])).toHaveLength(3);
});

test('a foreign key that leads nowhere counts where more of them do than before', () => {
  const fault = (rows: number) => ({ kind: 'foreign key', name: 'Post to User', says: `${rows} rows`, rows }) as const;
  const run = sent('DELETE FROM "User"', true);
  expect(newFaults(held, run, [fault(2)], [fault(2)])).toEqual([]);
  expect(newFaults(held, run, [fault(2)], undefined)).toEqual([]);
  expect(newFaults(held, run, [fault(2)], [fault(1)])).toEqual(['foreign key Post to User 2 rows']);
});
