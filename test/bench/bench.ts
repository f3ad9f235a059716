/**
 * Measures pairs of commands, each pair in one run of hyperfine, and writes the ratios into README.md. An absolute time
 * says something about the machine only; a ratio says what standing in front of Prisma costs.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { installFixtures } from '../support/fixtures.ts';
import { startMariadb } from '../support/mariadb.ts';
import { nodePath } from '../support/node-versions.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeProject } from '../support/project.ts';
import { backupPairs } from './backup-pair.ts';
import { explainPair } from './explain-pair.ts';
import { gatePairs } from './gate-pairs.ts';
import { linePairs } from './line-pairs.ts';
import { pendingPairs } from './pending-pairs.ts';
import { planPairs } from './plan-pairs.ts';
import { restorePairs } from './restore-pair.ts';
import { userEnv } from './user-env.ts';

export interface Pair {
  readonly name: string;
  readonly ours: string;
  readonly bare: string;
  readonly limit: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Each round is one run of hyperfine with both commands. */
  readonly rounds: number;
  readonly warmup: number;
  readonly runs: number;
  /** Runs before each run, and is not measured. */
  readonly prepare?: string;
  /** Called when it has been measured. */
  readonly done?: () => void;
}

const root = join(import.meta.dirname, '..', '..');
const shim = join(root, 'bin', 'prisma.js');
/** Part of the names of the pairs to measure: `npm run bench -- "Node 20"`. */
const wanted = process.argv[2] ?? '';
/** Of pgbench: a tenth is as many million rows. */
const scale = Number(process.env['BENCH_SCALE'] ?? 60);

await installFixtures();
const project = makeProject({ major: 7, provider: 'sqlite', url: 'file:./dev.db', urlIn: 'schema' });
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const postgres = await startPostgres();
const mariadb = await startMariadb();
try {
  const servers = { postgresql: postgres.info, mysql: mariadb.info };
  const nodes = [[nodePath(24), 24] as const, [process.execPath, 20] as const];
  const short = [
    ...startPairs(),
    await explainPair(nodePath(24), 24, postgres.info),
    ...(await linePairs(nodes, servers)),
    ...(await pendingPairs([...nodes, [nodePath(22), 22]], servers)),
    ...(await planPairs([...nodes, [nodePath(22), 22]], servers)),
    ...(await gatePairs(nodePath(24), 24, servers)),
  ];
  const quick = short.filter(({ name }) => name.includes(wanted));
  const pairs = [
    ...quick,
    ...(await backupPairs(servers, scratch, wanted, scale)),
    ...(await restorePairs(postgres.info, scratch, wanted, scale)),
  ];
  const rows: (Pair & { ratio: number })[] = [];
  for (const pair of pairs) {
    const row = { ...pair, ratio: await measure(pair) };
    pair.done?.();
    console.info(`${row.name}: ${row.ratio.toFixed(2)} (limit ${row.limit.toFixed(2)})`);
    rows.push(row);
  }
  writeTable(rows);
  if (rows.some(({ ratio, limit }) => ratio > limit)) process.exitCode = 1;
} finally {
  project.cleanup();
  rmSync(scratch, { recursive: true, force: true });
  await Promise.all([postgres.stop(), mariadb.stop()]);
}

function startPairs(): Pair[] {
  const common = { cwd: project.dir, rounds: 3, warmup: 1, runs: 4 };
  const lines = ['validate', 'format', 'generate --help', '--version'];
  const started = (node: string, version: number, limit: number) =>
    lines.map((line) => ({
      ...common,
      name: `\`prisma ${line}\`, Node ${version}`,
      ours: `${node} ${shim} ${line}`,
      bare: `${node} ${project.cli} ${line}`,
      limit,
      env: userEnv(project),
    }));
  const node24 = nodePath(24);
  return [
    ...started(node24, 24, 0.8),
    ...started(process.execPath, Number(process.versions.node.split('.')[0]), 1.03),
    {
      ...common,
      name: 'a line that a variable alone blocks, against `node -e 0`, Node 24',
      ours: `${node24} ${shim} db push --force-reset`,
      bare: `${node24} -e 0`,
      limit: 2,
      env: { ...userEnv(project), NODE_ENV: 'production' },
      runs: 20,
    },
  ];
}

/** The median over the rounds of the ratio of median wall times; a machine is seldom quiet for long. */
async function measure(pair: Pair): Promise<number> {
  const ratios: number[] = [];
  while (ratios.length < pair.rounds) ratios.push(await measureOnce(pair));
  ratios.sort((one, other) => one - other);
  return ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
}

async function measureOnce({ ours, bare, cwd, env, warmup, runs, prepare }: Pair): Promise<number> {
  const file = join(scratch, 'result.json');
  const options = [
    '-N',
    '-i',
    '--warmup',
    String(warmup),
    '--runs',
    String(runs),
    '--export-json',
    file,
    '--style',
    'none',
    ...(prepare === undefined ? [] : ['--prepare', prepare]),
  ];
  // Not synchronously: the servers write their logs to this process, and wait where nobody reads them.
  await promisify(execFile)('hyperfine', [...options, ours, bare], { cwd, env });
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as { results: { median: number }[] };
  return (results[0]?.median ?? Number.NaN) / (results[1]?.median ?? Number.NaN);
}

/** Rows that were not measured this time stay as they are. */
function writeTable(rows: readonly (Pair & { ratio: number })[]): void {
  const file = join(root, 'README.md');
  const [before = '', old = '', after = ''] = readFileSync(file, 'utf8').split(/<!-- \/?bench -->\n?/);
  const lines = new Map(old.split('\n').map((line) => [line.split('|')[1]?.trim() ?? '', line]));
  for (const key of ['', '---']) lines.delete(key);
  for (const { name, ratio, limit } of rows) lines.set(name, `| ${name} | ${ratio.toFixed(2)} | ${limit.toFixed(2)} |`);
  const table = ['| | ratio of wall times | at most |', '|---|---|---|', ...lines.values()].join('\n');
  writeFileSync(file, `${before}<!-- bench -->\n${table}\n<!-- /bench -->\n${after}`);
}
