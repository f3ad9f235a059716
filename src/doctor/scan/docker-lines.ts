import type { Line } from './line.ts';
import { joinContinued, toShell } from './yaml-lines.ts';

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
