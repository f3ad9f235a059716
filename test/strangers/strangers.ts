/**
 * Databases that nobody here wrote go the whole way: backup, verify, everything wrecked, restore, and a digest that is not ours.
 *
 *     npm run strangers -- mysql <folder> [<server>,…]
 *
 * Each script of the folder is one, and so is each folder of scripts in it. Nothing of them is kept. Prints a table in
 * Markdown; docs/tried.md has what was seen.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { mysqlServers } from './mysql.ts';
import type { Result } from './round.ts';

/** Some servers of a kind, one after the other: each is started, tries every script, and is ended. */
export interface Kind {
  readonly servers: readonly string[];
  start(
    server: string,
  ): Promise<{ label: string; tryScript(place: string): Promise<readonly Result[]>; stop(): Promise<void> }>;
}

const kinds: Readonly<Record<string, Kind>> = { mysql: mysqlServers };

const [name = '', folder, chosen] = process.argv.slice(2);
const kind = kinds[name];
if (kind === undefined || folder === undefined) {
  console.error(`Usage: npm run strangers -- <${Object.keys(kinds).join('|')}> <folder> [<server>,…]`);
  process.exit(64);
}

const rows = new Map<string, Map<string, Result>>();
const labels: string[] = [];
for (const each of chosen?.split(',') ?? kind.servers) {
  const { label, tryScript, stop } = await kind.start(each);
  labels.push(label);
  try {
    for (const place of placesIn(resolve(folder))) {
      const results = await tryScript(place);
      const title = basename(place).replace(/\.sql$/, '');
      for (const [index, result] of results.entries()) {
        const row = results.length > 1 ? `${title} (${index + 1})` : title;
        rows.set(row, (rows.get(row) ?? new Map()).set(label, result));
        console.error([label, row, result.tables, result.rows, describe(result)].join('\t'));
      }
    }
  } finally {
    await stop();
  }
}
console.log(`| database | tables | rows | ${labels.join(' | ')} |\n|---|---|---|${labels.map(() => '---|').join('')}`);
for (const [row, results] of rows) {
  const largest = [...results.values()].reduce((a, b) => (b.tables > a.tables ? b : a));
  const cells = labels.map((label) => describe(results.get(label)));
  console.log(`| ${row} | ${largest.tables} | ${largest.rows} | ${cells.join(' | ')} |`);
}
const isGood = (result: Result) => /^(exact|not loaded)/.test(result.outcome) || result.omissions.length > 0;
process.exitCode = [...rows.values()].every((results) => [...results.values()].every(isGood)) ? 0 : 1;

function describe(result: Result | undefined): string {
  if (result === undefined) return '';
  return [result.outcome, ...result.omissions].join('; ').replaceAll('|', '\\|').replaceAll('\n', ' ').slice(0, 300);
}

/** Scripts, and folders of scripts that belong together. */
function placesIn(folder: string): string[] {
  const names = readdirSync(folder).sort();
  const places = names.map((each) => join(folder, each));
  return places.filter((place) => place.endsWith('.sql') || statSync(place).isDirectory());
}
