/**
 * Databases that nobody here wrote go the whole way: backup, verify, everything wrecked, restore, everything wrecked again,
 * undo; each time everything that is in them is told by means that are not ours.
 *
 *     npm run strangers -- <mysql|postgresql|sqlite> <folder> [<server>,…]
 *
 * Each script or database file of the folder is one, and so is each folder of scripts in it. Nothing of them is kept. Prints
 * a table in Markdown; docs/tried.md has what was seen. Ends with 0 where all that could be loaded came back, with 1 where
 * something did not or nothing could be loaded, with 64 where the line cannot be read.
 */
import { resolve } from 'node:path';
import type { Kind } from './kind.ts';
import { mysqlServers } from './mysql.ts';
import { findPlaces, type Place } from './places.ts';
import { postgresServers } from './postgresql.ts';
import type { Result } from './round.ts';
import { sqliteLibrary } from './sqlite.ts';
import { describe, isGood, markdown, summarize } from './table.ts';

const kinds: Readonly<Record<string, Kind>> = {
  mysql: mysqlServers,
  postgresql: postgresServers,
  sqlite: sqliteLibrary,
};
/** So many lines of a difference are shown. */
const most = 12;

const [name = '', folder, chosen] = process.argv.slice(2);
const kind = kinds[name];
if (kind === undefined || folder === undefined)
  stop(`Usage: npm run strangers -- <${Object.keys(kinds).join('|')}> <folder> [<server>,…]`);
const servers = chosen?.split(',') ?? kind.servers;
const strange = servers.filter((each) => !kind.servers.includes(each));
if (strange.length > 0) stop(`No server ${strange.join(', ')} here. There are: ${kind.servers.join(', ')}`);

const places = placesOf(kind, resolve(folder));
const results = new Map<string, Map<string, Result>>();
const labels: string[] = [];
for (const server of servers) await tryAll(kind, server);
console.log(markdown(labels, results));
const end = summarize(results);
console.log(`\n${end.text}`);
process.exitCode = end.isGood ? 0 : 1;

async function tryAll({ start }: Kind, server: string): Promise<void> {
  const { label, tryPlace, stop: end } = await start(server);
  labels.push(label);
  try {
    for (const place of places) {
      const found = await tryPlace(place);
      for (const [index, result] of found.entries()) {
        note(label, found.length > 1 ? `${place.name} (${index + 1})` : place.name, result);
      }
    }
  } finally {
    await end();
  }
}

function note(label: string, row: string, result: Result): void {
  results.set(row, (results.get(row) ?? new Map()).set(label, result));
  console.error([label, row, result.tables, result.rows, describe(result)].join('\t'));
  if (!isGood(result)) console.error(`    ${result.outcome}`);
  if (result.refused[0] !== undefined) console.error(`    refused: ${result.refused[0]}`);
  for (const line of result.differences.slice(0, most)) console.error(`    ${line}`);
  if (result.differences.length > most) console.error(`    … and ${result.differences.length - most} more`);
}

function placesOf({ takes }: Kind, from: string): Place[] {
  try {
    const found = findPlaces(from, takes);
    return found.length > 0 ? found : stop(`${from} holds nothing to try`);
  } catch (error) {
    return stop(`${from} cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`);
  }
}

function stop(line: string): never {
  console.error(line);
  process.exit(64);
}
