/**
 * The simple commands of a shell text, each as its words: quotes removed, redirections left out, nothing expanded.
 * Good enough to recognise a call of Prisma, and never used to run one.
 */
export function splitCommands(text: string): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let isTarget = false;
  const endCommand = () => {
    if (words.length > 0) commands.push(words);
    words = [];
    isTarget = false;
  };
  for (const [token] of text.matchAll(tokens)) {
    if (/^\s*#/.test(token) || /^[ \t]+$|^\\\n$/.test(token)) continue;
    if (/^[;&|()\n]/.test(token)) endCommand();
    else if (/^\d*[<>]/.test(token)) isTarget = !/&[\d-]$/.test(token);
    else if (isTarget) isTarget = false;
    else words.push(unquote(token));
  }
  endCommand();
  return commands;
}

/** A continued line, blanks with a comment, blanks, an operator, a redirection, or a word with its quoted parts. */
const tokens =
  /\\\n|(?:(?<=^|\s)#[^\n]*)|[ \t]+|\n|&&|\|\||;;|[;&|()]|\d*(?:<<<|<<|>>|[<>])(?:&[\d-])?|(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s;&|()<>'"\\]|['"])+/g;

function unquote(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
    (_, single?: string, double?: string, one?: string) => single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? one ?? '',
  );
}
