/** Scripts made of statements whose effects are known, written in every way in which PostgreSQL lets one write them. */

import { blanks, random, spoiledAnywhere } from '../writing.ts';

export interface Generated {
  readonly sql: string;
  /** A statement of it takes rows, columns or values of what is there. */
  readonly destroys: boolean;
}

/** `@name` is an identifier, `$text` a string, `#` a new name, `{…}` a statement as a body; all else stands as it is. */
const harmless = `
SELECT $text AS x
SELECT count ( * ) FROM @Tag WHERE @label LIKE $text OR @label = $text
TABLE @Tag
VALUES ( $text , 1 )
WITH x AS ( SELECT $text AS a ) SELECT upper ( a ) , length ( a ) FROM x
EXPLAIN DELETE FROM @Tag
EXPLAIN ( COSTS OFF ) TABLE @Tag
CREATE TABLE # ( @id INTEGER PRIMARY KEY , @x TEXT DEFAULT $text , CHECK ( @x <> $text ) )
CREATE TABLE # AS SELECT * FROM @Tag WHERE @label <> $text
CREATE TEMPORARY TABLE # ( @id BIGINT )
CREATE TYPE # AS ENUM ( $text )
CREATE SEQUENCE # START 5
CREATE SCHEMA #
CREATE VIEW # AS SELECT @id , $text AS x FROM @Tag
CREATE INDEX # ON @Post ( @title )
CREATE UNIQUE INDEX # ON @Tag ( @id , lower ( @label ) )
CREATE FUNCTION # ( ) RETURNS void LANGUAGE sql AS {DELETE FROM @Tag}
CREATE FUNCTION # ( ) RETURNS integer LANGUAGE plpgsql AS {BEGIN DELETE FROM @Post ; RETURN 1 ; END}
ALTER TABLE @Tag ADD COLUMN # TEXT DEFAULT $text
ALTER TABLE @Post ADD # INTEGER NOT NULL DEFAULT 0 , ADD CHECK ( @title <> $text )
ALTER TABLE @Tag ALTER COLUMN @label SET DEFAULT $text
ALTER TABLE @User ALTER COLUMN @code TYPE TEXT
ALTER TABLE @User RENAME COLUMN @level TO #
ALTER TABLE @audit . @log RENAME TO #
COMMENT ON TABLE @Tag IS $text
COMMENT ON COLUMN @Tag . @label IS $text
INSERT INTO @Tag ( @id , @label ) VALUES ( 77 , $text ) ON CONFLICT DO NOTHING
INSERT INTO @audit . @log ( @what ) SELECT $text
UPDATE @User SET @name = $text WHERE @name IS NULL
UPDATE @User SET @bio = COALESCE ( @bio , $text )
DROP INDEX @User_name_idx
DROP VIEW @named
DROP SEQUENCE @invoice_number
DO {BEGIN CREATE TABLE # ( @x TEXT DEFAULT $text ) ; EXCEPTION WHEN duplicate_table THEN NULL ; END}
DO {BEGIN IF EXISTS ( SELECT 1 FROM @Tag WHERE @label = $text ) THEN RAISE NOTICE $text ; END IF ; END}
SET search_path TO public , audit
GRANT SELECT ON @Tag TO PUBLIC
`;

const destroying = `
DROP TABLE @Tag
DROP TABLE IF EXISTS @Post CASCADE
DROP TABLE @audit . @log
DROP SCHEMA @audit CASCADE
DROP TYPE @address CASCADE
TRUNCATE @Tag
TRUNCATE TABLE ONLY @Tag RESTART IDENTITY CASCADE
DELETE FROM @Post
DELETE FROM ONLY @Tag AS x WHERE x . @id > 0 AND $text IS NOT NULL
DELETE FROM @Tag USING @Post WHERE @Tag . @id = @Post . @id
WITH gone AS ( DELETE FROM @Post RETURNING * ) SELECT count ( * ) FROM gone
WITH a AS ( SELECT $text AS x ) , gone AS MATERIALIZED ( DELETE FROM @Tag RETURNING 1 ) SELECT * FROM a
WITH gone AS ( DELETE FROM @Tag RETURNING @label ) INSERT INTO @audit . @log ( @what ) SELECT @label FROM gone
EXPLAIN ANALYZE DELETE FROM @Tag
EXPLAIN ( COSTS OFF , ANALYZE ) DELETE FROM @Post WHERE @title <> $text
MERGE INTO @Tag AS t USING @Post AS p ON t . @id = p . @id WHEN MATCHED THEN DELETE
ALTER TABLE @Tag DROP COLUMN @label
ALTER TABLE ONLY @Tag DROP @label CASCADE
ALTER TABLE @Tag ADD # TEXT DEFAULT $text , DROP COLUMN IF EXISTS @label
ALTER TABLE @User ALTER COLUMN @score TYPE INTEGER
UPDATE @Post SET @title = 'gone'
INSERT INTO @Tag VALUES ( 1 , $text ) ON CONFLICT ( @id ) DO UPDATE SET @label = 'gone'
SELECT lo_unlink ( 4711 )
DO {BEGIN DELETE FROM @Tag ; END}
DO {BEGIN IF $text = 'x' THEN NULL ; ELSE TRUNCATE @Tag ; END IF ; END}
DO {BEGIN EXECUTE {DROP TABLE @Tag} ; END}
DO {BEGIN PERFORM 1 / 0 ; EXCEPTION WHEN OTHERS THEN DELETE FROM @Post ; END}
CREATE FUNCTION # ( ) RETURNS void LANGUAGE sql AS {DELETE FROM @Tag} ; SELECT #^ ( )
CREATE PROCEDURE # ( ) LANGUAGE plpgsql AS {BEGIN TRUNCATE @Tag ; END} ; CALL #^ ( )
PREPARE # AS DELETE FROM @Post ; EXECUTE #^
`;

const lines = (text: string) => text.trim().split('\n');
const templates = { harmless: lines(harmless), destroying: lines(destroying) };

const texts = [
  '',
  'plain',
  "it's",
  'DROP TABLE "Tag";',
  '; DELETE FROM "Post"; --',
  '/* not a comment',
  '*/ TRUNCATE "Tag"',
  '$$ $body$ $1',
  'back\\slash \\\\',
  'Grüße, 世界 🙂',
  '"quoted" -- ',
  'two\nlines',
];

const gaps = [
  ...blanks,
  ' -- DROP TABLE "Tag";\n',
  '/**/',
  ' /* ; \' " $$ */ ',
  '/* a /* nested; */ b */',
  '--\n',
  "\n-- it's\n",
];

export function generate(seed: number): Generated {
  const next = random(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  let made = 0;
  const bodies: string[] = [];

  const name = (plain: string) => {
    const quoted = `"${plain}"`;
    const escaped = `U&"${[...plain].map((each) => (next() < 0.3 ? `\\${each.charCodeAt(0).toString(16).padStart(4, '0')}` : each)).join('')}"`;
    const isLower = plain === plain.toLowerCase();
    return pick(isLower ? [plain, plain.toUpperCase(), quoted, escaped] : [quoted, quoted, escaped]);
  };

  const dollars = (text: string) => {
    const tag = ['', 'a', 'body', 'Tag_1', 'é'].filter(
      (each) => !text.includes(`$${each}$`) && !text.endsWith(`$${each}`),
    );
    const used = `$${pick(tag)}$`;
    return `${used}${text}${used}`;
  };

  const literal = (text: string) => {
    const doubled = text.replaceAll("'", "''");
    const half = Math.floor(text.length / 2);
    const isSplit = !/['\\]|[\ud800-\udfff]/.test(text);
    return pick([
      () => `'${doubled}'`,
      () => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`,
      () =>
        `U&'${doubled.replaceAll('\\', '\\\\').replace(/[a-z]/g, (each) => (next() < 0.2 ? `\\00${each.charCodeAt(0).toString(16)}` : each))}'`,
      () => dollars(text),
      () => (isSplit ? `'${text.slice(0, half)}'\n '${text.slice(half)}'` : `'${doubled}'`),
    ])();
  };

  const write = (template: string): string => {
    // From the inside out: a body may hold a body.
    let flat = template;
    while (/\{[^{}]*\}/.test(flat))
      flat = flat.replace(/\{([^{}]*)\}/, (_, body: string) => `%${bodies.push(write(body)) - 1}`);
    const tokens = flat.split(' ').map((token) => {
      if (token.startsWith('%')) return literalOrDollars(bodies[Number(token.slice(1))] ?? '');
      if (token.startsWith('@')) return name(token.slice(1));
      if (token === '$text') return literal(pick(texts));
      if (token === '#') return `new_${seed}_${++made}`;
      if (token === '#^') return `new_${seed}_${made}`;
      if (!/^[A-Z]+$/.test(token)) return token;
      return pick([
        token,
        token.toLowerCase(),
        token,
        [...token].map((each) => (next() < 0.5 ? each : each.toLowerCase())).join(''),
      ]);
    });
    return tokens.reduce((text, token) => `${text}${pick(gaps)}${token}`);
  };

  const literalOrDollars = (text: string) => (next() < 0.7 ? dollars(text) : `'${text.replaceAll("'", "''")}'`);

  const destroys = next() < 0.5;
  const statements = Array.from({ length: Math.floor(next() * 3) + (destroys ? 0 : 1) }, () =>
    write(pick(templates.harmless)),
  );
  if (destroys) statements.splice(Math.floor(next() * (statements.length + 1)), 0, write(pick(templates.destroying)));
  return {
    sql: `${pick(gaps)}${statements.join(`${pick(gaps)};${pick(gaps)}`)}${pick(['', ';', ';\n', ' ; -- end'])}`,
    destroys,
  };
}

/** What a text may have been through on its way. */
export const spoiled: readonly ((sql: string) => string)[] = [...spoiledAnywhere, (sql) => `\\set x 1\n${sql}`];
