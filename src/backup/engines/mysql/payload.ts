import { PassThrough, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Address } from '../../../databases/mysql/address.ts';
import { type ClientTool, connection } from '../../../databases/mysql/tools.ts';
import { runTool } from '../../../databases/tools/run-tool.ts';
import type { Host } from '../../../host.ts';
import type { Phase } from '../../../ui/step.ts';
import type { EngineContext } from '../contract.ts';
import { type DumpLines, watchLines } from './dump-lines.ts';
import { toOwnSchema } from './own-schema.ts';

/**
 * Tables that are versioned by transaction, whose history no tool dumps; all others with their triggers, views, routines.
 * Events are apart: in a copy beside the original they would run. In the order in which they are loaded.
 */
const parts = ['by-transaction.sql', 'database.sql', 'events.sql'] as const;
const compressed = '.gz';

export function payloadName(part: (typeof parts)[number], isPlain = false): string {
  return isPlain ? part : `${part}${compressed}`;
}

/** Those of a dump that are there, in that order. */
export function payloadsIn(files: readonly string[]): string[] {
  return parts.flatMap((part) => files.filter((file) => file === part || file === `${part}${compressed}`));
}

export interface Watching {
  /** Called at the first table or view. */
  readonly onTable?: () => void;
  /** All that the tool has printed, in bytes. */
  readonly onBytes?: (sum: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Has the tool write into a file, compressed where its name says so. `names`: only these tables. Throws where it fails or does not say that it is done. */
export function writeDump(
  context: EngineContext,
  address: Address,
  tool: ClientTool,
  what: readonly string[],
  file: string,
  names: readonly string[] = [],
  { onTable = () => {}, onBytes = () => {}, signal }: Watching = {},
): Promise<DumpLines> {
  const watched = watchLines(onTable, onBytes);
  const read = (stdout: Readable) => {
    const sink = context.host.fs.createWriteStream(file, { flags: 'wx', mode: 0o600 });
    if (!file.endsWith(compressed)) return pipeline(stdout, watched.stream, sink);
    return pipeline(stdout, watched.stream, createGzip({ level: 3 }), sink);
  };
  return runDump(context.host, address, tool, [...what, '--', address.database, ...names], watched.lines, read, signal);
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
  const own = tool.family === 'MySQL' ? ['--loose-set-gtid-purged=OFF', '--loose-column-statistics=0'] : [];
  const args = [
    ...['--single-transaction', '--quick', '--hex-blob', '--default-character-set=utf8mb4', '--max-allowed-packet=1G'],
    ...['--no-tablespaces', '--skip-dump-date', ...own, ...what],
  ];
  await runTool(host, { path: tool.path, ...connection(host, address, tool, args), read, ...(signal && { signal }) });
  if (!lines.isComplete) throw new Error(`${tool.name} ended without the line that says the dump is complete`);
  return lines;
}

/** Reads a payload through and looks for its last line. Throws where it is cut or damaged. */
export async function readThrough(context: EngineContext, file: string): Promise<DumpLines> {
  const { stream, lines } = watchLines(
    () => {},
    () => {},
  );
  stream.resume();
  await pipeline(source(context, file, 'read back'), reader(file), stream);
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
  context: EngineContext,
  address: Address,
  tool: ClientTool,
  schema: string,
  file: string,
  forbidden: readonly string[],
): Promise<void> {
  const stdin = reader(file);
  const bytes = source(context, file, 'restore');
  bytes.on('error', (error) => stdin.destroy(error));
  bytes.pipe(stdin);
  await play(context.host, address, tool, schema, stdin, forbidden);
}

/** A file, and how far it is read. */
function source({ host, progress }: EngineContext, file: string, phase: Phase): Readable {
  const total = host.fs.statSync(file, { throwIfNoEntry: false })?.size;
  const stream = host.fs.createReadStream(file);
  let done = 0;
  stream.on('data', (chunk) => {
    done += chunk.length;
    progress?.({ phase, done, total, unit: 'bytes' });
  });
  // A listener alone would set it going before there is anybody to take what it gives.
  return stream.pause();
}

/** The same of statements that are held in memory. */
export function loadText(
  { host }: EngineContext,
  address: Address,
  tool: ClientTool,
  schema: string,
  text: Buffer,
  forbidden: readonly string[],
): Promise<void> {
  return play(host, address, tool, schema, Readable.from([text]), forbidden);
}

async function play(
  host: Host,
  address: Address,
  tool: ClientTool,
  schema: string,
  stdin: Readable,
  forbidden: readonly string[],
): Promise<void> {
  // By itself the client rewrites line ends in bodies of routines and takes comments out of them.
  const exact = ['--batch', '--binary-mode', '--comments'];
  // A connection that it made anew would go on without the time zone and the modes that the dump has set.
  const once = ['--skip-reconnect'];
  // Rows that a check refuses now were let in once, or before it was there.
  const lax = '--init-command=SET @prisma_interlock = 1 /*M!100201 , check_constraint_checks = 0 */';
  const args = [
    ...exact,
    ...once,
    lax,
    '--default-character-set=utf8mb4',
    '--max-allowed-packet=1G',
    `--database=${schema}`,
  ];
  const own = toOwnSchema(forbidden);
  stdin.on('error', (error) => own.destroy(error));
  own.on('close', () => stdin.destroy());
  await runTool(host, { path: tool.path, ...connection(host, address, tool, args), stdin: stdin.pipe(own) });
}

function reader(file: string): Transform {
  return file.endsWith(compressed) ? createGunzip() : new PassThrough();
}
