import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { findDifferences } from '../../src/backup/contents/compare.ts';
import { engineFor } from '../../src/backup/engines/registry.ts';
import { backUp } from '../../src/backup/operations/back-up.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import { type GoodEntry, listBackups, verifyFiles } from '../../src/backup/repository/read.ts';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { createHost, type Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { adminUrl, hostWithPath, makePlace, type Place } from '../backup/engines/engine-places.ts';
import { richSql } from '../backup/engines/rich-sql.ts';
import { scratchFolder, tickingHost } from '../backup/engines/scratch.ts';
import { watchStatements } from '../backup/engines/watched-statements.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { isClear } from './promises.ts';
import { compareWithPage, type Group } from './results.ts';

const kinds = ['postgresql', 'mysql'] as const;
type Kind = (typeof kinds)[number];
const tools: Readonly<Record<Kind, string>> = { postgresql: 'pg_dump', mysql: 'mariadb-dump' };
const parts = [0, 1, 20, 40, 60, 80, 95, 99];
const groups: Group[] = [];

/** Shell that ends a dump. Its output so far is in "$out". */
const endings = {
  'the dump tool is killed': 'kill -KILL $$',
  'the dump tool ends with 1': 'exit 1',
  'the dump tool says that all is well': 'exit 0',
} as const;

const cases = kinds.flatMap((kind) => Object.entries(endings).map(([fault, ending]) => ({ kind, fault, ending })));

test.each(cases)('$kind: where $fault after a part of its output, no promise is broken', async (one) => {
  const { kind, fault, ending } = one;
  const at = await start(kind);
  const broken: string[] = [];
  const codes: string[] = [];
  for (const part of parts) {
    const host = withTool(kind, `${keepPart(part)}\n${ending}`);
    codes.push(await tryBackup(at, host, broken, `${part} %`));
  }
  groups.push({ asked: `backup, ${kind}`, fault: `${fault}, after a part of its output`, endings: codes, broken });
  expect(broken).toEqual([]);
  expect([...new Set(codes)]).toEqual(['backup-failed']);
});

const others = {
  'the dump tool never begins': 'kill -KILL $$',
  'the dump tool writes something else': 'printf "%s" "garbage" > "$out"; give; exit 0',
  'the dump tool writes nothing': 'exit 0',
} as const;

test.each(kinds.flatMap((kind) => Object.entries(others).map(([fault, script]) => ({ kind, fault, script }))))(
  '$kind: where $fault, no promise is broken',
  async ({ kind, fault, script }) => {
    const at = await start(kind);
    const broken: string[] = [];
    const code = await tryBackup(at, withTool(kind, script), broken, fault);
    groups.push({ asked: `backup, ${kind}`, fault, endings: [code], broken });
    expect(broken).toEqual([]);
    expect(code).toBe('backup-failed');
  },
);

test.each(kinds)('%s: where every connection is killed while it dumps, no promise is broken', async (kind) => {
  const at = await start(kind);
  const broken: string[] = [];
  const codes: string[] = [];
  for (const when of ['before the tool reads', 'while the tool reads']) {
    const mark = join(scratchFolder(), 'begun');
    const waits = `: > '${mark}'; sleep 1`;
    const script = when.startsWith('before')
      ? `${waits}\n${keepPart(100)}\ngive`
      : `{ ${waits}; } &\n${keepPart(100)}\ngive`;
    const killing = killConnections(at, mark);
    // So that our own session is among them: what it reads here takes a moment.
    codes.push(await tryBackup(at, readingAfter(killing, withTool(kind, script)), broken, when));
    await killing;
  }
  groups.push({
    asked: `backup, ${kind}`,
    fault: 'every connection to the database is killed',
    endings: codes,
    broken,
  });
  expect(broken).toEqual([]);
  expect(codes).toEqual(['backup-failed', 'backup-failed']);
});

test('the page says what was tried', () => {
  const { page, now } = compareWithPage('servers', groups);
  expect(now).toHaveLength(cases.length + kinds.length * (Object.keys(others).length + 1));
  expect(page).toEqual(now);
});

interface Started {
  readonly kind: Kind;
  readonly place: Place;
  readonly policy: Policy;
  readonly whole: GoodEntry;
}

/** A database with one whole backup. */
async function start(kind: Kind): Promise<Started> {
  const place = await makePlace(kind);
  await place.run(richSql[kind]);
  const base = mergePolicies([], '/');
  const policy = { ...base, backup: { ...base.backup, repository: join(scratchFolder(), 'backups'), cheapBytes: 1e9 } };
  await make(place, policy, tickingHost());
  const [whole] = await listBackups(createHost(), policy.backup.repository);
  return { kind, place, policy, whole: whole as GoodEntry };
}

function make({ target }: Place, policy: Policy, host: Host) {
  const why = { reason: 'before db push', argv: ['db', 'push'] };
  return backUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' });
}

/** Gives the code of the error, or `done`, and adds what was broken. */
async function tryBackup({ kind, place, policy, whole }: Started, host: Host, broken: string[], when: string) {
  const { target } = place;
  const read = async () => (await engineFor(kind))?.fingerprint({ host: createHost(), target });
  const before = await read();
  let code = 'done';
  await make(place, policy, host).catch((error: unknown) => {
    code = error instanceof InterlockError ? error.code : 'unclear';
    if (!isClear(error)) broken.push(`${when}: no clear error: ${String(error)}`);
  });
  const now = await read();
  if (!before || !now || findDifferences(before, now).length > 0) broken.push(`${when}: the database is another one`);
  const entries = await listBackups(createHost(), policy.backup.repository);
  const old = entries.find(({ id }) => id === whole.id);
  if (old?.state !== 'good') broken.push(`${when}: the whole backup is gone`);
  else await verifyFiles(createHost(), old);
  for (const entry of entries) {
    if (entry.state !== 'good' || entry.id === whole.id || code !== 'done') continue;
    await verifyBackup({ host: createHost(), target, policy, entry }).catch((error: unknown) => {
      broken.push(`${when}: ${entry.id} is called good: ${String(error)}`);
    });
  }
  if (code !== 'done' && entries.length > 1) broken.push(`${when}: it failed, and left ${entries.length - 1} more`);
  return code;
}

/** The real host, where that kind's dump tool is a script. `keepPart` and `give` are what it is made of. */
function withTool(kind: Kind, script: string): Host {
  const folder = join(scratchFolder(), 'bin');
  mkdirSync(folder);
  const real = execFileSync('sh', ['-c', `command -v ${tools[kind]}`], { env: { PATH: realPath } })
    .toString()
    .trim();
  const file = join(folder, tools[kind]);
  const isToFile = kind === 'postgresql';
  writeFileSync(
    file,
    `#!/bin/sh
case "$*" in *--version*) exec '${real}' "$@" ;; esac
${isToFile ? 'for word; do case $word in --file=*) out=$(echo "$word" | cut -d= -f2-) ;; esac; done' : `out='${join(folder, 'out')}'`}
dump() { '${real}' "$@" ${isToFile ? '' : '> "$out"'} || exit $?; }
give() { ${isToFile ? ':' : 'cat "$out"'}; }
${script}
`,
  );
  chmodSync(file, 0o755);
  return hostWithPath([folder, realPath].join(delimiter));
}

/** The host on which rows are not counted before something else has ended. */
function readingAfter(other: Promise<void>, host: Host): Host {
  return watchStatements(host, async (sql) => {
    if (/count\(\*\) as (n|rows)\b/.test(sql)) await other;
  });
}

/** Debian's wrapper of pg_dump chooses among versions by itself; the programs are where their package puts them. */
const realPath = ['/usr/lib/postgresql/15/bin', process.env.PATH ?? ''].join(delimiter);

function keepPart(percent: number): string {
  return `dump "$@"
size=$(wc -c < "$out"); truncate -s $((size * ${percent} / 100)) "$out"
[ ${percent} -eq 100 ] || give`;
}

/** As soon as the file is there. Not our own. */
async function killConnections({ kind, place }: Started, mark: string): Promise<void> {
  for (let tries = 0; tries < 300 && !existsSync(mark); tries += 1) await sleep(20);
  onTestFinished(() => rmSync(mark, { force: true }));
  const name = place.target.identity.database;
  if (kind === 'postgresql') {
    await runSql(
      kind,
      adminUrl(kind),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    return;
  }
  const found = await queryRows(
    kind,
    adminUrl(kind),
    `SELECT id FROM information_schema.processlist WHERE db = '${name}'`,
  );
  for (const row of found) await runSql(kind, adminUrl(kind), `KILL ${Object.values(row)[0]}`).catch(() => {});
}
