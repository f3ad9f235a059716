/**
 * Whether a script of SQL only adds: a short list of statements, and within them nothing that could run code or take anything
 * away. Pure. Whatever is not on the list, or cannot be read, is not additive.
 */

/** Quoted names become `q`, strings `s`; a comment is a blank. Undefined where one has no end, or may be a statement. */
function withoutQuotes(sql: string): string | undefined {
  // MySQL and MariaDB run `/*! … */` and `/*M! … */`; a backslash or a dollar may hide the end of a string.
  if (/\/\*M?!|[\\$\0\uFEFF]|\bE'|\bU&/i.test(sql)) return undefined;
  let text = '';
  const parts =
    /--[^\n]*|#[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[^'"`#/-]+|[-/]/gy;
  let end = 0;
  for (const [part] of sql.matchAll(parts)) {
    end += part.length;
    // To PostgreSQL it is an operator.
    if (part.startsWith('#')) return undefined;
    if (part.startsWith('--') || part.startsWith('/*')) {
      if (part.slice(2).includes('/*')) return undefined;
      text += ' ';
    } else if (part.startsWith("'")) text += ' s ';
    else text += /^["`]/.test(part) ? ' q ' : part;
  }
  return end === sql.length ? text : undefined;
}

const name = '(?:q|[a-z_][a-z0-9_]*)(?: ?\\. ?(?:q|[a-z_][a-z0-9_]*))*';
const constraint = `(?:constraint ${name} )?(?:primary key|unique|foreign key)\\b`;

/** The clauses of an ALTER TABLE that add. */
const adding = new RegExp(`^add (?:column (?:if not exists )?${name} |${constraint}|(?:unique )?(?:index|key) )`);

const statements = [
  new RegExp(`^create table (?:if not exists )?${name} ?\\(`),
  new RegExp(
    `^create (?:unique )?index (?:concurrently )?(?:if not exists )?(?:${name} )?on ${name} ?(?:using [a-z]+ ?)?\\(`,
  ),
  new RegExp(`^create type ${name} as enum ?\\(`),
  new RegExp(`^create schema (?:if not exists )?${name}$`),
  new RegExp(`^create sequence (?:if not exists )?${name}\\b`),
  new RegExp(`^create extension (?:if not exists )?${name}(?: with schema ${name})?$`),
  new RegExp(`^alter type ${name} add value (?:if not exists )?s(?: (?:before|after) s)?$`),
];

/** Words that stand before a parenthesis and run nothing of anybody's: types, keywords, and functions of the servers. */
const callable = new Set(
  `q s on key index unique check values in constraint references add column primary using enum
  char character varchar varying nvarchar text bit varbit binary varbinary blob decimal numeric dec float double real
  int integer bigint smallint tinyint mediumint time timestamp timestamptz timetz datetime year set interval json vector
  now current_timestamp localtimestamp current_date gen_random_uuid uuid uuid_generate_v4 nextval default as always
  identity generated btree hash gin gist brin table`
    .trim()
    .split(/\s+/),
);

/** They do something else than to add, wherever they stand in such a statement. */
const forbidden =
  /\b(?:drop|delete|truncate|update|insert|select|replace|execute|call|do|rename|modify|change|alter|set|merge|copy|load|into|cascade|restrict|trigger|function|procedure|rule|language|temporary|temp|unlogged)\b/;

export function isAdditive(script: string): boolean {
  const text = withoutQuotes(script);
  if (text === undefined) return false;
  return text
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim().toLowerCase())
    .every((statement) => statement === '' || adds(statement));
}

function adds(statement: string): boolean {
  // Of a foreign key: what is to happen to the rows that refer, later.
  const said = statement.replace(/ on (?:delete|update) (?:no action|restrict|cascade|set null|set default)/g, '');
  const [, head, rest] = new RegExp(`^(alter table (?:if exists )?(?:only )?${name}) (.*)$`).exec(said) ?? [];
  const clauses = head === undefined ? undefined : atTopLevel(rest ?? '');
  const isListed = clauses ? clauses.every((clause) => adding.test(clause)) : statements.some((one) => one.test(said));
  if (!isListed) return false;
  const body = clauses ? clauses.join(' , ') : said.replace(/^alter type/, '');
  if (forbidden.test(body.replace(/\bcharacter set\b|\bset s\b/g, ''))) return false;
  return runsNothing(body, clauses ? '' : said);
}

/** Names of tables and indexes stand before parentheses too, in the head of their statement. */
function runsNothing(body: string, said: string): boolean {
  const head = statements.map((one) => one.exec(said)?.[0]).find(Boolean) ?? '';
  const rest = body.startsWith(head) ? body.slice(head.length) : body;
  const plain = rest.replace(new RegExp(`\\b(?:references|on|(?:index|key)) ${name} ?\\(`, 'g'), '(');
  return [...plain.matchAll(/([a-z0-9_.]+) ?\(/g)].every(([, word = '']) => callable.has(word));
}

function atTopLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
