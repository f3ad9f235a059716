import { describe, expect, test } from 'vitest';
import { readMade, standsFor } from '../../../../../src/backup/engines/postgresql/ladder/weaken.ts';

const constraint = (table: string, rest: string) => `ALTER TABLE ONLY ${table}\n    ADD CONSTRAINT ${rest};\n`;
const firstStand = (definition: string) => standsFor(definition, 'because')[0]?.sql;

describe('what an entry makes is read from pg_dump’s own spelling', () => {
  test.each([
    [constraint('public.account', 'account_pkey PRIMARY KEY (id)'), 'constraint', 'public.account.account_pkey'],
    [
      constraint('"My ""S"""."a.b (c)"', '"k ADD CONSTRAINT" UNIQUE ("x, y")'),
      'constraint',
      '"My ""S"""."a.b (c)"."k ADD CONSTRAINT"',
    ],
    ['CREATE UNIQUE INDEX "I 1" ON ONLY "S p".t USING btree (a);\n', 'index', '"S p"."I 1"'],
    ['REFRESH MATERIALIZED VIEW "S p"."m v";\n', 'materialized view', '"S p"."m v"'],
    ["CREATE OR REPLACE VIEW public.v WITH (security_barrier='true') AS\n SELECT 1;\n", 'view', 'public.v'],
    ['CREATE OR REPLACE VIEW public.schön AS\n SELECT 1;\n', 'view', 'public.schön'],
  ])('%j', (definition, kind, name) => {
    expect(readMade(definition)).toMatchObject({ kind, name });
  });

  test.each([
    'CREATE TRIGGER t BEFORE INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION public.f();\n',
    'ALTER TABLE public.a ENABLE ROW LEVEL SECURITY;\n',
    "COMMENT ON INDEX public.i IS 'CREATE INDEX i ON public.a ';\n",
    '',
  ])('%j makes nothing that could be replaced', (definition) => {
    expect(readMade(definition)).toBeUndefined();
    expect(standsFor(definition, 'because')).toEqual([]);
  });
});

describe('in place of a key stands a plain index of the same columns', () => {
  test.each([
    ['k PRIMARY KEY (a, b)', 'CREATE INDEX k ON s.t USING btree (a, b)'],
    [
      "k UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) WITH (fillfactor='70')",
      "CREATE INDEX k ON s.t USING btree (a) INCLUDE (b) WITH (fillfactor='70')",
    ],
    ['k UNIQUE (a) DEFERRABLE INITIALLY DEFERRED', 'CREATE INDEX k ON s.t USING btree (a)'],
    ['"k, (1)" UNIQUE ("a, b", "c)""(")', 'CREATE INDEX "k, (1)" ON s.t USING btree ("a, b", "c)""(")'],
    ['k UNIQUE (room, during WITHOUT OVERLAPS)', 'CREATE INDEX k ON s.t USING gist (room, during)'],
    [
      "k EXCLUDE USING gist (lower(a) WITH =, f(b, ') WITH (') WITH OPERATOR(s.&&), during WITH &&) WHERE ((NOT gone))",
      "CREATE INDEX k ON s.t USING gist (lower(a), f(b, ') WITH ('), during) WHERE ((NOT gone))",
    ],
    ['k EXCLUDE USING btree (a WITH =) DEFERRABLE', 'CREATE INDEX k ON s.t USING btree (a)'],
  ])('%s', (body, sql) => {
    expect(firstStand(constraint('s.t', body))).toBe(sql);
  });

  test('and the key and its index are named', () => {
    const [stand] = standsFor(constraint('"S p".t', 'k PRIMARY KEY (a)'), 'because');
    expect(stand?.omissions).toEqual([
      { kind: 'constraint', name: '"S p".t.k', how: 'left-out', why: 'because' },
      { kind: 'index', name: '"S p".k', how: 'weaker', why: 'because', hangsOn: ['constraint "S p".t.k'] },
    ]);
  });
});

test('in place of a unique index stands the same that is not unique, and nothing in place of one that is plain', () => {
  const definition =
    'CREATE UNIQUE INDEX i ON public.a USING btree (lower(b)) NULLS NOT DISTINCT WHERE (c > 0);\n\nALTER TABLE public.a CLUSTER ON i;\n';
  expect(firstStand(definition)).toBe('CREATE INDEX i ON public.a USING btree (lower(b)) WHERE (c > 0)');
  expect(standsFor('CREATE INDEX i ON public.a USING btree (b);\n', 'because')).toEqual([]);
});

test.each(['k FOREIGN KEY (a) REFERENCES s.u(id) ON DELETE CASCADE DEFERRABLE', 'k CHECK ((a > 0))'])(
  'in place of %s stands the same for rows to come',
  (body) => {
    expect(firstStand(constraint('s.t', body))).toBe(`ALTER TABLE ONLY s.t\n    ADD CONSTRAINT ${body} NOT VALID`);
  },
);
