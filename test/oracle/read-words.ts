/** What an option takes. A string is the long name that a short one stands for. */
export type Kind = BooleanConstructor | StringConstructor | NumberConstructor | `--${string}`;
export type Spec = Readonly<Record<string, Kind>>;

export interface Words {
  readonly rest: readonly string[];
  readonly has: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads words as the `arg` package of Prisma's bundles does (5.0.2), written anew from its behaviour so that the
 * model does not lean on the copy that the product uses. Undefined where `arg` throws.
 */
export function readWords(
  argv: readonly string[],
  spec: Spec,
  how: { stop?: boolean; permissive?: boolean },
): Words | undefined {
  const rest: string[] = [];
  const has = new Set<string>();
  const values = new Map<string, string>();
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] as string;
    if (how.stop && rest.length > 0) return { rest: [...rest, ...argv.slice(at)], has, values };
    if (word === '--') return { rest: [...rest, ...argv.slice(at + 1)], has, values };
    if (word.length < 2 || !word.startsWith('-')) {
      rest.push(word);
      continue;
    }
    const isLong = word.startsWith('--');
    const parts =
      isLong || word.length === 2
        ? [word]
        : word
            .slice(1)
            .split('')
            .map((letter) => `-${letter}`);
    for (const [index, part] of parts.entries()) {
      const equals = isLong ? part.indexOf('=') : -1;
      const typed = equals < 0 ? part : part.slice(0, equals);
      const kind = spec[typed];
      const name = typeof kind === 'string' ? kind : typed;
      const type = typeof kind === 'string' ? spec[kind] : kind;
      if (type === undefined) {
        if (!how.permissive) return undefined;
        rest.push(part);
        continue;
      }
      has.add(name);
      if (type === Boolean) continue;
      if (index + 1 < parts.length) return undefined;
      if (equals >= 0) {
        // A line break ends what `arg` takes for the value.
        values.set(name, part.slice(equals + 1).split(/[\n\r\u2028\u2029]/)[0] as string);
        continue;
      }
      const next = argv[at + 1];
      const isNumber = type === Number && next !== undefined && /^-?\d*(\.(?=\d))?\d*$/.test(next);
      if (next === undefined || (next.length > 1 && next.startsWith('-') && !isNumber)) return undefined;
      values.set(name, next);
      at += 1;
    }
  }
  return { rest, has, values };
}
