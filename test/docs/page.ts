/** The lines to paste of a page of docs/, by the heading that they stand under. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Block {
  readonly heading: string;
  readonly language: string;
  readonly lines: readonly string[];
}

export function readBlocks(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open: { language: string; lines: string[] } | undefined;
  for (const line of readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8').split('\n')) {
    const fence = /^\s*```(\w*)$/.exec(line);
    if (fence && open) {
      blocks.push({ heading, ...open });
      open = undefined;
    } else if (fence) open = { language: fence[1] ?? '', lines: [] };
    else if (open) open.lines.push(line);
    else if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
  }
  return blocks;
}

/** Puts the values in the place of `<name>`. Throws where one is not known. */
export function fill(line: string, values: Readonly<Record<string, string>>): string {
  return line.replace(/<([a-z ]+)>/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing to put in the place of <${name}>: ${line}`);
    return value;
  });
}
