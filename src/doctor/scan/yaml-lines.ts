import type { Line } from './line.ts';

/** Keys of pipelines, compose files and a Procfile whose value is a command. */
const commands =
  /^(run|script|scripts|command|commands|cmd|entrypoint|before_script|after_script|bash|pwsh|release|web|worker|(pre|post|build|start|init|predeploy)\w*command)$/i;

/**
 * The lines of a pipeline that may be commands: list items, blocks of text, and values of the keys that name a
 * command. Not a reading of YAML: a line that is something else begins with no program that is looked for.
 */
export function yamlLines(text: string): Line[] {
  return joinContinued(text).flatMap(({ line, text: whole }) => {
    const item = whole.replace(/^\s*(?:-\s+)*/, '');
    const [, key, value] = /^["']?([\w-]+)["']?:(?:\s+(.*))?$/s.exec(item) ?? [];
    if (key === undefined) return [{ line, text: toShell(withoutQuotes(item)) }];
    return commands.test(key) && value
      ? [{ line, text: toShell(withoutQuotes(value.replace(/^[|>][+-]?\s*/, ''))) }]
      : [];
  });
}

export function shellLines(text: string): Line[] {
  return joinContinued(text);
}

/** Lines that end in a backslash, together with what follows them. */
export function joinContinued(text: string): Line[] {
  const lines: Line[] = [];
  let open: Line | undefined;
  for (const [index, each] of text.split(/\r?\n/).entries()) {
    const joined: Line = { line: open?.line ?? index + 1, text: `${open?.text ?? ''}${each.replace(/\\$/, ' ')}` };
    // In a Dockerfile a comment between two such lines is left out, which leaves an empty one.
    open = each.endsWith('\\') || (open && each.trim() === '') ? joined : undefined;
    if (open === undefined) lines.push(joined);
  }
  return open ? [...lines, open] : lines;
}

/** `["npx", "prisma"]` as one would type it. */
export function toShell(text: string): string {
  if (!text.trimStart().startsWith('[')) return text;
  try {
    const words: unknown = JSON.parse(text.replaceAll("'", '"'));
    return Array.isArray(words) ? words.map((word) => `'${String(word).replaceAll("'", "'\\''")}'`).join(' ') : text;
  } catch {
    return text;
  }
}

function withoutQuotes(text: string): string {
  return /^(["'])(.*)\1\s*$/s.exec(text)?.[2] ?? text;
}
