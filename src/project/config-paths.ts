/** What the text of a Prisma config tells of where schema and migrations lie. The config is a program, and is not run here. */

interface NamedPath {
  /** As from the folder of the file; undefined where the text alone does not tell. */
  readonly path: string | undefined;
  /** The expression as it is written. */
  readonly says: string;
}

const keys = /\b(?:schema|path)['"]?\s*:\s*/g;
const literal = /^(['"`])((?:(?!\1)[^\\\n$]|\$(?!\{))+)\1/;
/** `path.join(`, `join(`, `resolve(`, `path.posix.join(`, `fileURLToPath(new URL(`. */
const joining = /^(?:[\w$]+\.)*(?:join|resolve)\(|^(?:[\w$]+\.)?fileURLToPath\(\s*new URL\(|^new URL\(/;
/** The folder of the file itself, and, of a config that lies where commands are run, the working folder. */
const here = /^(?:__dirname|import\.meta\.dirname|process\.cwd\(\))$/;
const ownUrl = /^import\.meta\.url$/;

/** Every value of a key `schema` or `path`, in the order of the text. */
export function readPaths(text: string): NamedPath[] {
  return [...text.matchAll(keys)].flatMap((match) => {
    const says = expressionAt(text, (match.index ?? 0) + match[0].length);
    const plain = literal.exec(says);
    if (plain && plain[0] === says) return [{ path: plain[2], says }];
    // `schema: string` of a type, `path: true`: no path is meant.
    return joining.test(says) || /^`/.test(says) || plain ? [{ path: joined(says), says }] : [];
  });
}

/** Up to the comma, the bracket or the line's end that closes it. */
function expressionAt(text: string, from: number): string {
  let depth = 0;
  let quote: string | undefined;
  for (let at = from; at < text.length; at++) {
    const sign = text[at] as string;
    if (quote !== undefined) {
      if (sign === '\\') at++;
      else if (sign === quote) quote = undefined;
      continue;
    }
    if (/['"`]/.test(sign)) quote = sign;
    else if (/[([{]/.test(sign)) depth++;
    else if (/[)\]}]/.test(sign) && depth-- === 0) return text.slice(from, at).trim();
    else if (depth === 0 && /[,;\n]/.test(sign)) return text.slice(from, at).trim();
  }
  return text.slice(from).trim();
}

function joined(says: string): string | undefined {
  const open = joining.exec(says);
  if (!open) return undefined;
  const inner = says.slice(open[0].length).replace(/\)+$/, '');
  const words = inner
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const parts = words.map((word, at) => {
    if (at === 0 && here.test(word)) return '.';
    if (at > 0 && ownUrl.test(word)) return '';
    const plain = literal.exec(word);
    return plain && plain[0] === word ? plain[2] : undefined;
  });
  if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
  return parts.filter((part) => part !== '').join('/');
}
