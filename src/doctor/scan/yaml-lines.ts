import { isPair, isScalar, isSeq, LineCounter, parseAllDocuments, type Scalar, visit } from 'yaml';
import type { Line } from './line.ts';
import { shellLine } from './shell-line.ts';

/** Keys of pipelines and compose files whose value is a command, or a list of commands. */
const commands =
  /^(run|script|scripts|command|commands|cmd|entrypoint|before_script|after_script|bash|pwsh|(pre|post|build|start|init|predeploy)\w*command)$/i;
/** Those whose list is one command, word by word. */
const wordByWord = /^(command|cmd|entrypoint)$/i;

/** What of a pipeline may be a command: values of the keys that name one, items of lists, and blocks of text. */
export function yamlLines(text: string): Line[] {
  const counter = new LineCounter();
  const lines: Line[] = [];
  const lineAt = (offset: number | undefined) => counter.linePos(offset ?? 0).line;
  // A key twice is no reason to read nothing.
  for (const document of parseAllDocuments(text, { lineCounter: counter, uniqueKeys: false })) {
    if (!('contents' in document)) continue;
    const [fault] = document.errors;
    if (fault) lines.push({ line: lineAt(fault.pos[0]), text, isBroken: true });
    visit(document, {
      Pair(_, { key, value }) {
        if (!wordByWord.test(nameOf(key)) || !isSeq(value)) return undefined;
        const words = value.items.map((item) => (isScalar(item) ? String(item.value) : ''));
        lines.push({ line: lineAt(value.range?.[0]), text: shellLine(words) });
        return visit.SKIP;
      },
      Scalar(at, node, path) {
        if (typeof node.value !== 'string' || at === 'key') return;
        const inList = isSeq(path.at(-1));
        const pair = path.at(inList ? -2 : -1);
        const isCommand = isPair(pair) && commands.test(nameOf(pair.key));
        if (!isCommand && !inList && !isBlock(node)) return;
        const start = lineAt(node.range?.[0]);
        lines.push({
          // The block itself begins below its sign.
          line: isBlock(node) ? start + 1 : start,
          text: node.value,
          ...(node.type === 'BLOCK_LITERAL' && { isVerbatim: true }),
          ...(!isCommand && { isGuess: true }),
        });
      },
    });
  }
  return lines;
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function isBlock({ type }: Scalar): boolean {
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
}
