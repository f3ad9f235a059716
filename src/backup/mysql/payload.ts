import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Dump, EngineContext } from '../contract.ts';
import { runTool } from '../tool/run-tool.ts';
import type { Address } from './address.ts';
import { type DumpLines, watchLines } from './dump-lines.ts';
import { type ClientTool, connection } from './tools.ts';

/** Tables with their triggers, views, routines. Events are apart: in a copy beside the original they would run. */
export const payload = 'database.sql.gz';
export const eventPayload = 'events.sql.gz';

/** Its own files of a backup, in the order in which they are loaded. */
export function partsOf({ files }: Pick<Dump, 'files'>): string[] {
  return [payload, eventPayload].filter((part) => part === payload || files.includes(part));
}

/** Has the tool write into a compressed file. Throws where it fails or does not say that it is done. */
export async function writeDump(
  context: EngineContext,
  address: Address,
  tool: ClientTool,
  what: readonly string[],
  file: string,
  onTable: () => void = () => {},
  signal?: AbortSignal,
): Promise<DumpLines> {
  const { host } = context;
  const { stream, lines } = watchLines(onTable, context.onProgress);
  const own = tool.family === 'MySQL' ? ['--set-gtid-purged=OFF', '--column-statistics=0'] : [];
  const args = [
    ...['--single-transaction', '--quick', '--hex-blob', '--default-character-set=utf8mb4', '--max-allowed-packet=1G'],
    ...['--no-tablespaces', '--skip-dump-date', ...own, ...what, '--', address.database],
  ];
  const read = (stdout: Readable) => {
    return pipeline(
      stdout,
      stream,
      createGzip({ level: 3 }),
      host.fs.createWriteStream(file, { flags: 'wx', mode: 0o600 }),
    );
  };
  await runTool(host, { path: tool.path, ...connection(host, address, args), read, ...(signal && { signal }) });
  if (!lines.isComplete) throw new Error(`${tool.name} ended without the line that says the dump is complete`);
  return lines;
}

/** Decompresses a payload and looks for its last line. Throws where it is cut or damaged. */
export async function readThrough({ host }: EngineContext, file: string): Promise<DumpLines> {
  const { stream, lines } = watchLines(
    () => {},
    () => {},
  );
  stream.resume();
  await pipeline(host.fs.createReadStream(file), createGunzip(), stream);
  if (!lines.isComplete) throw new Error('the dump is cut off: its last line is missing');
  return lines;
}

/** Plays a payload into a schema. Throws at the first statement that fails. */
export async function loadDump(
  { host }: EngineContext,
  address: Address,
  tool: ClientTool,
  schema: string,
  file: string,
): Promise<void> {
  // By itself the client rewrites line ends in bodies of routines and takes comments out of them.
  const exact = ['--batch', '--binary-mode', '--comments'];
  const args = [...exact, '--default-character-set=utf8mb4', '--max-allowed-packet=1G', `--database=${schema}`];
  const source = host.fs.createReadStream(file);
  const stdin = createGunzip();
  source.on('error', (error) => stdin.destroy(error));
  source.pipe(stdin);
  await runTool(host, { path: tool.path, ...connection(host, address, args), stdin });
}
