import type { Readable } from 'node:stream';
import { runTool } from '../../../databases/tools/run-tool.ts';
import type { Tool } from '../../../databases/tools/tool.ts';
import type { Host } from '../../../host.ts';
import type { Dump, EngineContext } from '../contract.ts';
import { nowhere } from './follow-archive.ts';
import { position } from './read-contents.ts';

export const payload = 'database.dump';

/** Level 1 halves the time of the default 6 and costs about four per cent of size: time that inspecting needs. */
export const dumpOptions = ({ isPlain }: Pick<EngineContext, 'isPlain'>): string[] => [
  '-Fc',
  isPlain ? '-Z0' : '-Z1',
  '--no-password',
  '--lock-wait-timeout=30000',
  // One that is restored keeps its database from being dropped, and holds a password.
  '--no-subscriptions',
];

/** What a dump leaves out, in words. */
export const leftOut = [
  'roles and their passwords',
  'tablespaces',
  'subscriptions',
  'other databases of the server',
  'rows of foreign tables',
];

/** Throws where the rows of a table are not in the archive. */
export async function needTables(host: Host, tool: Tool, file: string, dump: Pick<Dump, 'tables'>): Promise<void> {
  const flat = (text: string) => text.replace(/[.\s]/g, ' ');
  const list = flat(await tableOfContents(host, tool, file));
  for (const { name } of dump.tables) {
    if (!list.includes(` TABLE DATA ${flat(name)} `)) throw new Error(`the archive has no rows of table ${name}`);
  }
}

/** Has pg_restore read every block and turn it into SQL that goes nowhere. */
export async function readThrough(host: Host, tool: Tool, file: string): Promise<void> {
  await runTool(host, { path: tool.path, args: ['-f', nowhere(host), file], passwords: [] });
}

/**
 * Positions of sequences move outside of transactions, so that of the snapshot's time is not the one that pg_dump
 * wrote down. Takes them from the archive.
 */
export async function withPositionsOf(
  host: Host,
  tool: Tool,
  file: string,
  objects: Dump['objects'],
): Promise<Dump['objects']> {
  const toc = await tableOfContents(host, tool, file);
  const entries = toc.split('\n').filter((line) => / SEQUENCE SET /.test(line));
  if (entries.length === 0) return objects;
  const list = `${file}.list`;
  await host.fs.promises.writeFile(list, entries.join('\n'));
  const sql = await printed(host, tool, ['-L', list, '-f', '-', file]).finally(() => host.fs.promises.rm(list));
  const written = new Map<string, Dump['objects'][number]>();
  for (const [, name = '', value = '', isCalled] of sql.matchAll(
    /setval\(E?'((?:[^']|'')+)', (-?\d+), (true|false)\)/g,
  )) {
    const plain = name.replaceAll("''", "'").replaceAll('\\\\', '\\');
    written.set(plain, position(plain, value, isCalled === 'true'));
  }
  return objects.map((object) => (object.kind === 'sequence position' && written.get(object.name)) || object);
}

function tableOfContents(host: Host, tool: Tool, file: string): Promise<string> {
  return printed(host, tool, ['-l', file]);
}

async function printed(host: Host, tool: Tool, args: readonly string[]): Promise<string> {
  let text = '';
  const read = async (stdout: Readable) => {
    for await (const chunk of stdout.setEncoding('utf8')) text += chunk;
  };
  await runTool(host, { path: tool.path, args, passwords: [], read });
  return text;
}
