import { createTwoFilesPatch } from 'diff';

/** A unified diff, as git shows it. Undefined: there is no such file. */
export function diffText(file: string, before: string | undefined, after: string | undefined): string {
  const from = before === undefined ? '/dev/null' : `a/${file}`;
  const to = after === undefined ? '/dev/null' : `b/${file}`;
  const text = createTwoFilesPatch(from, to, plain(before), plain(after), undefined, undefined, { context: 2 });
  return text.replace(/^=+\n/, '');
}

/** For reading: what ends a line is not shown. */
function plain(text: string | undefined): string {
  return text?.replaceAll('\r\n', '\n') ?? '';
}
