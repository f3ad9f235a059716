import { PassThrough, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Address } from '../../../databases/mysql/address.ts';
import { type ClientTool, connection } from '../../../databases/mysql/tools.ts';
import { runTool } from '../../../databases/tools/run-tool.ts';
import type { Host } from '../../../host.ts';
import type { EngineContext } from '../contract.ts';
import { type DumpLines, watchLines } from './dump-lines.ts';
import { toOwnSchema } from './own-schema.ts';

/** Tables with their triggers, views, routines. Events are apart: in a copy beside the original they would run. */
const parts = ['database.sql', 'events.sql'] as const;
const compressed = '.gz';

/** Names of the two parts, in the order in which they are loaded. */
export function payloadNames(isPlain = false): [string, string] {
  const [tables, events] = parts;
  return isPlain ? [tables, events] : [`${tables}${compressed}`, `${events}${compressed}`];
}

/** Those of a dump that are there, in that order. */
export function payloadsIn(files: readonly string[]): string[] {
  return parts.flatMap((part) => files.filter((file) => file === part || file === `${part}${compressed}`));
}

/** Has the tool write into a file, compressed where its name says so. Throws where it fails or does not say that it is done. */
export function writeDump(
  context: EngineContext,
  address: Address,
  tool: ClientTool,
  what: readonly string[],
  file: string,
  onTable: () => void = () => {},
  signal?: AbortSignal,
): Promise<DumpLines> {
  const watched = watchLines(onTable, (done) => context.progress?.({ phase: 'dump', done, unit: 'bytes' }));
  const read = (stdout: Readable) => {
    const sink = context.host.fs.createWriteStream(file, { flags: 'wx', mode: 0o600 });
    if (!file.endsWith(compressed)) return pipeline(stdout, watched.stream, sink);
    return pipeline(stdout, watched.stream, createGzip({ level: 3 }), sink);
  };
  return runDump(context.host, address, tool, [...what, '--', address.database], watched.lines, read, signal);
}

/** What the tool prints of things that are small. `names`: only these tables or views; else the whole schema. */
export async function printDump(
  { host }: EngineContext,
  address: Address,
  tool: ClientTool,
  what: readonly string[],
  names: readonly string[] = [],
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const { stream, lines } = watchLines(
    () => {},
    () => {},
  );
  const read = async (stdout: Readable) => {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await pipeline(stdout, stream);
  };
  await runDump(host, address, tool, [...what, '--', address.database, ...names], lines, read);
  return Buffer.concat(chunks);
}

async function runDump(
  host: Host,
  address: Address,
  tool: ClientTool,
  what: readonly string[],
  lines: DumpLines,
  read: (stdout: Readable) => Promise<void>,
  signal?: AbortSignal,
): Promise<DumpLines> {
  const own = tool.family === 'MySQL' ? ['--set-gtid-purged=OFF', '--column-statistics=0'] : [];
  const args = [
    ...['--single-transaction', '--quick', '--hex-blob', '--default-character-set=utf8mb4', '--max-allowed-packet=1G'],
    ...['--no-tablespaces', '--skip-dump-date', ...own, ...what],
  ];
  await runTool(host, { path: tool.path, ...connection(host, address, args), read, ...(signal && { signal }) });
  if (!lines.isComplete) throw new Error(`${tool.name} ended without the line that says the dump is complete`);
  return lines;
}

/** Reads a payload through and looks for its last line. Throws where it is cut or damaged. */
export async function readThrough({ host }: EngineContext, file: string): Promise<DumpLines> {
  const { stream, lines } = watchLines(
    () => {},
    () => {},
  );
  stream.resume();
  await pipeline(host.fs.createReadStream(file), reader(file), stream);
  if (!lines.isComplete) throw new Error('the dump is cut off: its last line is missing');
  return lines;
}

/** A payload as the client takes it; one of events is small enough to be held. */
export async function readPayload({ host }: EngineContext, file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await pipeline(host.fs.createReadStream(file), reader(file), async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/** Plays a payload into a schema, and changes nothing else. Throws at the first statement that fails. */
export async function loadDump(
  { host }: EngineContext,
  address: Address,
  tool: ClientTool,
  schema: string,
  file: string,
): Promise<void> {
  const source = host.fs.createReadStream(file);
  const stdin = reader(file);
  source.on('error', (error) => stdin.destroy(error));
  source.pipe(stdin);
  await play(host, address, tool, schema, stdin);
}

/** The same of statements that are held in memory. */
export function loadText(
  { host }: EngineContext,
  address: Address,
  tool: ClientTool,
  schema: string,
  text: Buffer,
): Promise<void> {
  return play(host, address, tool, schema, Readable.from([text]));
}

async function play(host: Host, address: Address, tool: ClientTool, schema: string, stdin: Readable): Promise<void> {
  // By itself the client rewrites line ends in bodies of routines and takes comments out of them.
  const exact = ['--batch', '--binary-mode', '--comments'];
  // A connection that it made anew would go on without the time zone and the modes that the dump has set.
  const once = ['--skip-reconnect'];
  const args = [
    ...exact,
    ...once,
    '--default-character-set=utf8mb4',
    '--max-allowed-packet=1G',
    `--database=${schema}`,
  ];
  const own = toOwnSchema();
  stdin.on('error', (error) => own.destroy(error));
  own.on('close', () => stdin.destroy());
  await runTool(host, { path: tool.path, ...connection(host, address, args), stdin: stdin.pipe(own) });
}

function reader(file: string): Transform {
  return file.endsWith(compressed) ? createGunzip() : new PassThrough();
}
