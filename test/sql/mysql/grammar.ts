/** Scripts made of statements whose effects are known, written in every way in which MySQL and MariaDB let one write them. */
import { blanks, Chance, type Generated, type Manner, spoiledAnywhere, Writer } from '../writing.ts';
import { destroying, harmless } from './templates.ts';
import type { Flavour } from './there.ts';

const texts = [
  '',
  'plain',
  "it's",
  'DROP TABLE `Tag`;',
  '; DELETE FROM Tag; --',
  '/* not a comment',
  '*/ DELETE FROM Tag',
  'back\\slash \\',
  "\\'; DELETE FROM Tag; -- ",
  '\\"; DELETE FROM Tag; # ',
  'Grüße, 世界 🙂',
  '"quoted" -- `y` #',
  'two\nlines',
  'END; BEGIN',
  '/*! x */ /*!50000',
];

const gaps = [
  ...blanks,
  '\v',
  ' -- DROP TABLE Tag;\n',
  ' # DELETE FROM Tag;\n',
  ' --\t; DELETE FROM Tag\n',
  "\n#it's\n",
  '\n--\n',
  '/**/',
  '/***/',
  ` /* ; ' " \` # -- */ `,
  ' /*/ x */ ',
  ' /*!99999 DELETE FROM Tag */ ',
  '/*M!999999 ; DROP TABLE Tag */',
];

/** What opens a comment that the server of the tests reads. */
const openings: Readonly<Record<Flavour, readonly string[]>> = {
  mariadb: ['/*!', '/*!40101', '/*!50003 ', '/*!100100 ', '/*M!', '/*M!100100', '/*!000001'],
  mysql: ['/*!', '/*!40101', '/*!50003 ', '/*!80000 ', '/*!080000 ', '/*!50713\n'],
};

interface Mode {
  readonly ansi: boolean;
  readonly plain: boolean;
}

const modes: readonly Mode[] = [
  { ansi: false, plain: false },
  { ansi: true, plain: false },
  { ansi: false, plain: true },
  { ansi: true, plain: true },
];

const setting = ({ ansi, plain }: Mode, chance: Chance): string => {
  const parts = ['STRICT_TRANS_TABLES', ...(ansi ? ['ANSI_QUOTES'] : []), ...(plain ? ['NO_BACKSLASH_ESCAPES'] : [])];
  const value = `'${parts.join()}'`;
  return chance.pick([
    `SET sql_mode = ${value}`,
    `set SESSION SQL_MODE=${value}`,
    `SET @@sql_mode := ${value.toLowerCase()}`,
    `/*!40101 SET @@session.sql_mode=${value} */`,
    `SET @x = 1, sql_mode = ${value}`,
  ]);
};

/** What no name is without quotes. */
const reserved = ['Double'];

function mannerOf(chance: Chance, { ansi, plain }: Mode, flavour: Flavour): Manner {
  const literal = () => {
    const quote = ansi || chance.is(0.6) ? "'" : '"';
    const text = chance.pick(texts);
    const slashed = plain ? text : text.replaceAll('\\', '\\\\');
    const isDoubled = plain || chance.is(0.5);
    return `${quote}${slashed.replaceAll(quote, isDoubled ? quote + quote : `\\${quote}`)}${quote}`;
  };
  const name = (text: string) => {
    const isColumn = /^[a-z]/.test(text);
    const cased = isColumn ? chance.pick([text, text, text.toUpperCase()]) : text;
    return chance.pick([
      `\`${cased}\``,
      ...(reserved.includes(text) ? [] : [cased]),
      ...(ansi ? [`"${cased}"`, `"${cased}"`] : []),
    ]);
  };
  const wrap = (tokens: readonly string[]) => {
    if (chance.is(0.8)) return tokens;
    const from = Math.floor(chance.next() * tokens.length);
    const length = 1 + Math.floor(chance.next() * 6);
    const inner = tokens.slice(from, from + length);
    if (inner.includes(';')) return tokens;
    const blank = chance.pick([' ', '\n', ' /* x */ ', ' -- */ x\n']);
    const wrapped = `${chance.pick(openings[flavour])} ${inner.join(blank)} */`;
    return [...tokens.slice(0, from), wrapped, ...tokens.slice(from + length)];
  };
  return { name, literal, gaps, wrap };
}

/** Templates that change how what follows them is read. */
const turns = /sql_mode|character_set_client =|NAMES gbk/;

export interface For {
  readonly flavour: Flavour;
  readonly database: string;
}

export function generate(seed: number, { flavour, database }: For): Generated {
  const chance = new Chance(seed);
  const writer = new Writer(seed, chance);
  const other = flavour === 'mariadb' ? 'mysql: ' : 'mariadb: ';
  const of = (templates: readonly string[]) => chance.pick(templates.filter((each) => !each.startsWith(other)));
  const destroys = chance.is(0.5);
  const templates = Array.from({ length: Math.floor(chance.next() * 3) + (destroys ? 0 : 1) }, () => of(harmless));
  if (destroys) {
    const template = of(destroying);
    const place = turns.test(template) ? 1 : chance.next();
    templates.splice(Math.floor(place * (templates.length + 1)), 0, template);
  }
  let mode = modes[0] as Mode;
  const statements = templates.flatMap((template) => {
    const next = turns.test(template) ? (modes[0] as Mode) : chance.is(0.2) ? chance.pick(modes) : mode;
    const before = next === mode ? [] : [setting(next, chance)];
    mode = next;
    const text = template.replace(/^\w+: /, '').replace('$database', database);
    return [...before, writer.write(text, mannerOf(chance, mode, flavour))];
  });
  const gap = () => chance.pick(gaps);
  return {
    sql: `${gap()}${statements.reduce((text, each) => `${text}${gap()};${gap()}${each}`)}${chance.pick(['', ';', ';\n', ' ; -- end', ' # end'])}`,
    destroys,
    needsSchema: templates.some((template) => template.startsWith('schema: ')),
  };
}

/** What a text may have been through on its way. */
export const spoiled: readonly ((sql: string) => string)[] = [
  ...spoiledAnywhere,
  (sql) => `DELIMITER //\n${sql}//`,
  (sql) => `\\. other.sql\n${sql}`,
];
