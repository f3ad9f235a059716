import type { Line } from './line.ts';
import { shellLine } from './shell-line.ts';

/** What the instructions of a Dockerfile hand to a shell, or start as it is. */
export function dockerLines(text: string): Line[] {
  const withoutComments = text.replace(/^[ \t]*#.*$/gm, '');
  return joinContinued(withoutComments).flatMap(({ line, text: instruction }) => {
    const words = /^\s*(?:HEALTHCHECK\b.*?\bCMD|RUN|CMD|ENTRYPOINT)\s+((?:--\w+=\S+\s+)*)([\s\S]*)$/i.exec(
      instruction,
    )?.[2];
    return words === undefined ? [] : [{ line, text: toShell(words) }];
  });
}

/** Lines that end in a backslash, together with what follows them. */
function joinContinued(text: string): Line[] {
  const lines: Line[] = [];
  let open: Line | undefined;
  for (const [index, each] of text.split(/\r?\n/).entries()) {
    const joined: Line = { line: open?.line ?? index + 1, text: `${open?.text ?? ''}${each.replace(/\\$/, ' ')}` };
    // A comment between two such lines is left out, which leaves an empty one.
    open = each.endsWith('\\') || (open && each.trim() === '') ? joined : undefined;
    if (open === undefined) lines.push(joined);
  }
  return open ? [...lines, open] : lines;
}

/** `["npx", "prisma"]` as one would type it. */
function toShell(text: string): string {
  if (!text.trimStart().startsWith('[')) return text;
  try {
    const words: unknown = JSON.parse(text.replaceAll("'", '"'));
    return Array.isArray(words) ? shellLine(words.map(String)) : text;
  } catch {
    return text;
  }
}
