/** Items below a key of a YAML file, as lines: comments and everything else stay as they are. */
import { appendLines, eolOf, removeLines } from './lines.ts';

/** Adds `item` below the key, in front of what is there. Undefined where the key's value is written on its own line. */
export function addUnder(text: string | undefined, key: string, item: string): string | undefined {
  const found = keyLine(text ?? '', key);
  if (found === undefined) return appendLines(text, [`${key}:`, `  ${item}`]);
  if (!found.open) return undefined;
  const rest = (text ?? '').slice(found.end);
  const indent = /^([ \t]*)\S/.exec(rest)?.[1] ?? '  ';
  return (text ?? '').slice(0, found.end) + indent + item + eolOf(text ?? '') + rest;
}

/** Undefined where nothing is left of a file that was made for it. */
export function removeUnder(text: string, key: string, item: string): string | undefined {
  const found = keyLine(text, key);
  if (found === undefined) return text;
  const rest = text.slice(found.end);
  const lines = rest.split(/\r?\n/);
  const at = lines.findIndex((line) => line.trim() === item);
  if (at < 0 || lines.slice(0, at).some((line) => /^\S/.test(line) && !line.startsWith('-'))) return text;
  const alone = at === 0 && !/^(?:[ \t]+\S|-)/.test(lines[1] ?? '');
  return alone ? removeLines(text, [`${key}:`, lines[0] ?? '']) : removeLines(text, [lines[at] ?? '']);
}

/** `open`: what belongs to it follows on lines of its own. `end`: where those begin. */
function keyLine(text: string, key: string): { open: boolean; end: number } | undefined {
  const match = new RegExp(`^(?:'${key}'|"${key}"|${key}):(.*)(\\r?\\n|$)`, 'm').exec(text);
  if (!match) return undefined;
  return { open: /^\s*(?:#.*)?$/.test(match[1] ?? '') && match[2] !== '', end: match.index + match[0].length };
}
