/** Bodies of functions, and DO: what they would do when they run. */
import type { Node } from 'libpg-query';
import { computes } from './expressions.ts';
import { addAll, type Findings, nothingFound, runsUnseen, type Script } from './findings.ts';
import { holdsBackslash } from './strings.ts';
import { as, type Nodes, namesOf, textOf, walk } from './tree.ts';

const deepest = 20;

/** Nothing is sure to happen in a body: a branch may not be taken, an error may be caught. */
function addBody(into: Findings, body: Findings): void {
  addAll(into, { ...body, effects: body.effects.map((effect) => ({ ...effect, perhaps: true })) });
}

export function runsBlock({ args = [] }: Nodes['DoStmt'], text: string, into: Findings, script: Script): void {
  const [source = ''] = stringsOf(args, 'as');
  const [language = 'plpgsql'] = stringsOf(args, 'language');
  const body = nothingFound();
  readBody(language, source, text, body, script);
  addBody(into, body);
}

/** What a call of it does. It is kept for the calls of this script; to make it does nothing. */
export function makesFunction(node: Nodes['CreateFunctionStmt'], text: string, script: Script): void {
  const { funcname, options = [], sql_body } = node;
  const body = nothingFound();
  const [source = ''] = stringsOf(options, 'as');
  const [language = 'sql'] = stringsOf(options, 'language');
  const name = namesOf(funcname).at(-1) ?? '';
  computes(node.parameters, body, script);
  if (sql_body !== undefined) computes(sql_body, body, script);
  else readBody(language, source, text, body, script);
  const kept = script.functions.get(name) ?? nothingFound();
  addBody(kept, body);
  script.functions.set(name, kept);
}

function stringsOf(options: readonly Node[], name: string): string[] {
  const found = options.map((each) => as(each, 'DefElem')).find((each) => each?.defname === name)?.arg;
  const one = as(found, 'String')?.sval;
  return one === undefined ? namesOf(as(found, 'List')?.items) : [one];
}

/** `text`: the statement that holds it, since the parser of PL/pgSQL wants it whole. */
function readBody(language: string, source: string, text: string, into: Findings, script: Script): void {
  if (script.depth > deepest) into.unknown.push('its code is nested too deep');
  else if (script.reading.standardStrings !== true && holdsBackslash(script.parser, source))
    into.unknown.push('a string in its code holds a backslash, which servers read in two ways');
  else if (language.toLowerCase() === 'sql') readSql(source, into, script);
  else if (language.toLowerCase() === 'plpgsql') readBlock(text, into, script);
  else into.unknown.push(`its code is in ${language}`);
}

function readSql(source: string, into: Findings, script: Script): void {
  let statements: readonly { readonly stmt?: Node }[];
  try {
    statements = source.trim() === '' ? [] : (script.parser.parseSync(source).stmts ?? []);
  } catch {
    into.unknown.push('its code cannot be read');
    return;
  }
  for (const { stmt } of statements) script.read(stmt, source, into, { ...script, depth: script.depth + 1 });
}

/** By the modes of its parser: a statement, an expression, and what is assigned to (RawParseMode of PostgreSQL). */
const wholeStatement = 0;
const expression = 2;

function readBlock(text: string, into: Findings, script: Script): void {
  let tree: unknown;
  try {
    tree = script.parser.parsePlPgSQLSync(text);
  } catch {
    into.unknown.push('its code cannot be read');
    return;
  }
  walk(tree, (key, value) => {
    if (key.startsWith('PLpgSQL_stmt_') && !statements.has(key.slice('PLpgSQL_stmt_'.length))) {
      into.unknown.push('its code has a statement that this reader does not know');
    }
    if (dynamic.has(key) || (value as Dynamic | undefined)?.dynquery) readDynamic(value as Dynamic, into, script);
    if (key === 'PLpgSQL_expr') readExpression(value as Expression, into, script);
    return undefined;
  });
}

interface Expression {
  readonly query?: string;
  readonly parseMode?: number;
}

interface Dynamic {
  readonly query?: { readonly PLpgSQL_expr?: Expression };
  readonly dynquery?: { readonly PLpgSQL_expr?: Expression };
}

const statements = new Set(
  `block assign if loop while fori fors forc foreach_a exit return return_next return_query raise assert execsql dynexecute dynfors
  getdiag open fetch close perform call commit rollback case`.split(/\s+/),
);

/** They run a text that is made when they are reached, and so does whatever has a `dynquery`. */
const dynamic = new Set(['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors']);

function readExpression({ query = '', parseMode = wholeStatement }: Expression, into: Findings, script: Script): void {
  const computed = parseMode === expression ? query : bothSides(query);
  if (parseMode === wholeStatement) readSql(query, into, script);
  else if (computed === undefined) into.unknown.push('its code cannot be read');
  else readSql(`SELECT ${computed}`, into, script);
}

/** Of `a[f()] := g()` both. */
function bothSides(assignment: string): string | undefined {
  const [, to, value] = /^([^=]*?):?=([\s\S]*)$/.exec(assignment) ?? [];
  return to?.includes('(') ? `${to}, ${value}` : value;
}

/** A text that stands there as it is can be read; one that is put together cannot. */
function readDynamic(node: Dynamic, into: Findings, script: Script): void {
  const query = (node.query ?? node.dynquery)?.PLpgSQL_expr?.query ?? '';
  const text = constantOf(query, script);
  if (text === undefined) runsUnseen(into, ['EXECUTE'], 'it runs a text that is put together when it runs');
  else readSql(text, into, script);
}

function constantOf(query: string, { parser }: Script): string | undefined {
  try {
    const [raw, ...more] = parser.parseSync(`SELECT ${query}`).stmts ?? [];
    const target = as(as(raw?.stmt, 'SelectStmt')?.targetList?.[0], 'ResTarget')?.val;
    return more.length === 0 ? textOf(target) : undefined;
  } catch {
    return undefined;
  }
}
