/** Scripts made of statements whose effects are known, written in every way in which SQLite lets one write them. */
import { blanks, Chance, type Generated, type Manner, spoiledAnywhere, Writer } from '../writing.ts';
import { destroying, harmless } from './templates.ts';

const texts = [
  '',
  'plain',
  "it's",
  'DROP TABLE "Tag";',
  '; DELETE FROM "Post"; --',
  '/* not a comment',
  '*/ DELETE FROM "Tag"',
  'back\\slash \\',
  "\\'; DELETE FROM Tag; --",
  'Grüße, 世界 🙂',
  '"quoted" -- [x] `y`',
  'two\nlines',
  'END; BEGIN',
];

const gaps = [
  ...blanks,
  ' \uFEFF',
  ' \v',
  ' -- DROP TABLE "Tag";\n',
  '/**/',
  '/***/',
  ` /* ; ' " \` [ */ `,
  ' /*/ x */ ',
  '/* /* */',
  '--\n',
  "\n-- it's\n",
  ' --\r; DELETE FROM "Tag"\n',
];

/** What no statement begins with where it stands alone. */
const reserved = ['Order', 'END'];

function mannerOf(chance: Chance): Manner {
  const literal = () => {
    const text = chance.pick(texts);
    return `'${text.replaceAll("'", "''")}'`;
  };
  const name = (plain: string, isString: boolean) => {
    const cased = /[^ -~]/.test(plain) ? plain : chance.pick([plain, plain, plain.toLowerCase(), plain.toUpperCase()]);
    const quoted = [`"${cased}"`, `[${cased}]`, `\`${cased}\``];
    return chance.pick([
      ...quoted,
      ...(reserved.includes(plain) ? [] : [cased, cased]),
      ...(isString ? [`'${cased}'`] : []),
    ]);
  };
  return { name, literal, gaps };
}

export function generate(seed: number): Generated {
  const chance = new Chance(seed);
  const writer = new Writer(seed, chance);
  const manner = mannerOf(chance);
  const destroys = chance.is(0.5);
  const templates = Array.from({ length: Math.floor(chance.next() * 3) + (destroys ? 0 : 1) }, () =>
    chance.pick(harmless),
  );
  if (destroys) templates.splice(Math.floor(chance.next() * (templates.length + 1)), 0, chance.pick(destroying));
  const statements = templates.map((template) => writer.write(template.replace(/^schema: /, ''), manner));
  const [gap, between] = [() => chance.pick(gaps), () => `${chance.pick(gaps)};${chance.pick(gaps)}`];
  const ends = ['', ';', ';\n', ' ; -- end', ';;', ' /* to the end; DELETE FROM "Tag"'];
  return {
    sql: `${gap()}${statements.reduce((text, each) => `${text}${between()}${each}`)}${chance.pick(ends)}`,
    destroys,
    needsSchema: templates.some((template) => template.startsWith('schema: ')),
  };
}

/** What a text may have been through on its way. */
export const spoiled: readonly ((sql: string) => string)[] = [...spoiledAnywhere, (sql) => `.mode line\n${sql}`];
