/**
 * Cuts what Prisma writes to its schema engine into requests: JSON-RPC, one object a line. Most of them may pass while
 * they arrive; a request that must be judged is handed over whole.
 */

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;

export type Piece =
  | { readonly kind: 'pass'; readonly bytes: Buffer }
  | { readonly kind: 'request'; readonly bytes: Buffer };

/** `mayPass`: whether requests of that method need no judging. Never throws. */
export function createRequestReader(mayPass: (method: string) => boolean): (chunk: Buffer) => Generator<Piece> {
  let kept: Buffer[] = [];
  let passing = false;
  let findMethod = createMethodFinder();

  return function* read(chunk) {
    for (let rest = chunk; rest.length > 0; ) {
      const end = rest.indexOf(newline) + 1;
      const part = end === 0 ? rest : rest.subarray(0, end);
      rest = rest.subarray(part.length);
      if (!passing) {
        kept.push(part);
        const method = findMethod(part);
        passing = method !== undefined && mayPass(method);
        if (passing) yield { kind: 'pass', bytes: Buffer.concat(kept) };
      } else {
        yield { kind: 'pass', bytes: part };
      }
      if (end === 0) continue;
      if (!passing) yield { kind: 'request', bytes: Buffer.concat(kept) };
      kept = [];
      passing = false;
      findMethod = createMethodFinder();
    }
  };
}

/**
 * Reads the beginning of a line until the value of its own `method` is there, and gives that. Undefined where it has not
 * come yet, or is spelled in a way that only a real parser should read.
 */
function createMethodFinder(): (bytes: Buffer) => string | undefined {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let text: number[] | undefined;
  let key: string | undefined;
  let afterColon = false;
  let found: string | undefined;

  const endString = () => {
    if (text === undefined) return;
    const word = Buffer.from(text).toString('utf8');
    if (!afterColon) key = word;
    else if (key === 'method') found = word;
    text = undefined;
  };

  const readInString = (byte: number) => {
    if (escaped) escaped = false;
    else if (byte === backslash) {
      escaped = true;
      text = undefined;
    } else if (byte === quote) {
      inString = false;
      endString();
    } else if (text && text.length < 100) text.push(byte);
    else text = undefined;
  };

  return (bytes) => {
    for (const byte of bytes) {
      if (found !== undefined) return found;
      if (inString) {
        readInString(byte);
        continue;
      }
      const sign = String.fromCharCode(byte);
      if (byte === quote) {
        inString = true;
        text = depth === 1 ? [] : undefined;
        if (!afterColon) key = undefined;
      } else if (sign === '{' || sign === '[') {
        // A batch of requests is left to a real parser.
        if (depth === 0 && sign === '[') depth = Number.POSITIVE_INFINITY;
        depth += 1;
      } else if (sign === '}' || sign === ']') depth -= 1;
      else if (depth === 1 && sign === ':') afterColon = true;
      else if (depth === 1 && sign === ',') afterColon = false;
    }
    return found;
  };
}
