/** Reads a script by the parser of PostgreSQL 18 itself, the whole tree of each statement. */

import { strictestRisk } from '../../../policy/risks.ts';
import type { Host } from '../../host.ts';
import { riskOfEffect } from '../risk.ts';
import type { ReadScript, ServerReading, SqlStatement } from '../script.ts';
import { unreadable } from '../statement.ts';
import { type Findings, nothingFound, type Parser, type Script } from './findings.ts';
import { readStatement } from './statements.ts';
import { holdsBackslash } from './strings.ts';

export const readPostgresql: ReadScript = async (host, sql, reading) => {
  try {
    return readWith(await load(host), sql, reading);
  } catch {
    return [unreadable(sql, 'it could not be read as PostgreSQL reads it')];
  }
};

async function load(host: Host): Promise<Parser> {
  const parser = host.require('libpg-query') as typeof import('libpg-query');
  await parser.loadModule();
  return parser;
}

function readWith(parser: Parser, sql: string, reading: ServerReading): SqlStatement[] {
  if (sql.includes('\0')) return [unreadable(sql, 'it holds a NUL, where some readers stop')];
  if (sql.startsWith('\uFEFF')) return [unreadable(sql, 'it begins with a byte order mark')];
  if (sql.trim() === '') return [];
  if (reading.standardStrings !== true && holdsBackslash(parser, sql))
    return [unreadable(sql, 'a string holds a backslash, which servers read in two ways')];
  const script: Script = {
    parser,
    reading,
    functions: new Map(),
    prepared: new Map(),
    armed: new Map(),
    read: readStatement,
    depth: 0,
  };
  const bytes = Buffer.from(sql);
  const lines = countLines(bytes);
  let isReadOtherwise = false;
  return (parser.parseSync(sql).stmts ?? []).map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    const text = bytes.subarray(start, length ? start + length : undefined).toString();
    const found = nothingFound();
    if (isReadOtherwise) found.unknown.push('the session reads text in another way since a statement before');
    readStatement(stmt, text, found, script);
    isReadOtherwise ||= found.unknown.some((why) => why.endsWith('from here on'));
    return statement(found, text.trim(), lines(start));
  });
}

function statement({ effects, hazards, unknown }: Findings, text: string, line: number): SqlStatement {
  const [why] = unknown;
  const risk = strictestRisk([...effects.map(riskOfEffect), ...(why === undefined ? [] : ['unknown' as const])]);
  return { line, text, risk, effects, hazards, ...(why !== undefined && { why }) };
}

/** Asked about offsets that grow: the line of each, from 1. */
function countLines(bytes: Buffer): (offset: number) => number {
  let [line, at] = [1, bytes.indexOf(10)];
  return (offset) => {
    for (; at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1;
    return line;
  };
}
