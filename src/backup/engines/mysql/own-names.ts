/**
 * Definitions that name the schema they are in. Servers print it before functions and sequences, whoever typed it or not, and
 * keep the header of a trigger as it was typed. Such a definition reaches out of a copy, or cannot be loaded into one.
 */
import { name } from '../../../databases/mysql/session.ts';

const quoted = '`(?:[^`]|``)*`';
const text = "'(?:[^'\\\\]|\\\\[^]|'')*'";

/**
 * The text of a table or a view as the server prints it, without its schema's name. Before a column alone it stays: there
 * it may be a table of that name.
 */
export function withoutOwnSchema(definition: string, schema: string): string {
  const own = `${name(schema)}.`;
  if (!definition.includes(own)) return definition;
  const token = new RegExp(`${text}|((?:next|last|set)val\\()?(${quoted}(?:\\.${quoted})*)(\\()?`, 'gi');
  return definition.replace(token, (found, sequence = '', names: string | undefined, call = '') => {
    if (!names?.startsWith(own)) return found;
    const isQualified = sequence !== '' || call !== '' || names.replace(new RegExp(quoted, 'g'), '').length >= 2;
    return isQualified ? sequence + names.slice(own.length) + call : found;
  });
}

const identifier = `(?:${quoted}|"(?:[^"]|"")*"|[\\w$\\u0080-\\uffff]+)`;
/** One space, or a comment that is none of the server's own kind. */
const gap = '(?:\\s|/\\*(?!!)[^]*?\\*/|--\\s[^\\n]*\\n|#[^\\n]*\\n)';
const who = `${quoted}(?:@${quoted})?`;
/** As SHOW CREATE TRIGGER begins, and as the dump tools do. */
const begins = `^(?:CREATE (?:DEFINER=${who} )?|/\\*!\\d{5} CREATE\\*/ /\\*!\\d{5} (?:DEFINER=${who}\\*/ /\\*!\\d{5} )?)`;
const qualifier = `(?:${identifier}${gap}*\\.${gap}*)?`;
const header = new RegExp(
  `(${begins}TRIGGER${gap}+(?:IF${gap}+NOT${gap}+EXISTS${gap}+)?)${qualifier}(${identifier}${gap}+(?:BEFORE|AFTER)${gap}[^]*?\\bON${gap}+)${qualifier}(${identifier}${gap}+FOR${gap}+EACH${gap}+ROW\\b)`,
  'i',
);
const headerBegins = new RegExp(`${begins}TRIGGER\\b`, 'i');

/** A trigger is in the schema of its table, whatever its header says; anything else is given as it is. */
export function withPlainHeader(definition: string): string {
  return definition.replace(header, '$1$2$3');
}

/** Whether that is the beginning of a trigger whose header goes on. */
export function isOpenHeader(definition: string): boolean {
  return headerBegins.test(definition) && !header.test(definition);
}

/** Whether a definition that an older version recorded, with its schema's name, is the other one, which has none. */
export function isSameButForSchema(recorded: string, plain: string): boolean {
  if (withPlainHeader(recorded) === plain) return true;
  const schemas = new Set([...recorded.matchAll(/`((?:[^`]|``)*)`\./g)].map(([, found = '']) => found));
  return [...schemas].some((found) => withoutOwnSchema(recorded, found.replaceAll('``', '`')) === plain);
}
