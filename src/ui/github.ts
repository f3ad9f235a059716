import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import type { Message } from './message.ts';
import { render } from './render.ts';
import { type Format, write } from './write.ts';

/**
 * In GitHub Actions, puts a stop where its reader looks: an annotation of the run and the step's summary.
 * The runner takes workflow commands from both streams of a step, so stderr is enough. Left out in JSON,
 * where a line that is no object would break the reader.
 */
export function annotate(host: Host, message: Message, format: Format): void {
  if (host.env.GITHUB_ACTIONS !== 'true') return;
  if (format === 'text') write(host, `${annotationOf(message)}\n`);
  const summary = host.env.GITHUB_STEP_SUMMARY;
  if (summary) appendSummary(host, summary, message);
}

/** A line of a file, or of none, to which a run of GitHub Actions shall point. `text`: made harmless here. */
export function annotateLine(
  host: Host,
  problem: { level: 'error' | 'warning'; title: string; text: string; file?: string; line?: number },
): void {
  if (host.env.GITHUB_ACTIONS !== 'true') return;
  const { level, title, text, file, line } = problem;
  const place = file === undefined ? '' : `file=${escapeProperty(file)},line=${line ?? 1},`;
  write(host, `::${level} ${place}title=${escapeProperty(`prisma-interlock ${title}`)}::${escapeData(clean(text))}\n`);
}

/** Escapes as the runner's own toolkit does (actions/toolkit, packages/core/src/command.ts). */
function annotationOf(message: Message): string {
  const parts = [message.what, message.command, ...stakeOf(message), ...(message.because ?? []), message.state];
  const text = parts.filter((part) => part !== undefined && part !== '').map((part) => clean(part ?? ''));
  return `::error title=${escapeProperty(`prisma-interlock ${message.code}`)}::${escapeData(text.join('\n'))}`;
}

const atStake = ['it holds', 'takes away', 'goes along', 'in no backup', 'not known'];

/** A fact without a name goes on with the one before it. */
function stakeOf({ facts = [] }: Message): string[] {
  let last = '';
  return facts.flatMap(([name, value]) => {
    if (name !== '') last = name;
    return atStake.includes(last) ? [`${last}: ${value}`] : [];
  });
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function appendSummary(host: Host, path: string, message: Message): void {
  const text = render(message, { color: false, width: undefined }).trim();
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  try {
    host.fs.appendFileSync(path, `\n### prisma-interlock: ${message.code}\n\n${fence}text\n${text}\n${fence}\n`);
  } catch {
    // The summary is a courtesy; what matters stands on stderr.
  }
}
