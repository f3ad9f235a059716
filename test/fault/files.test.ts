import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listBackups } from '../../src/backup/repository/read.ts';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { createHost } from '../../src/host.ts';
import { bundle } from '../backup/engines/bundle.ts';
import { isWhole, swept } from '../support/sweep.ts';
import { type FileFault, faultyHost } from './faulty-host.ts';
import { type OperationName, operationNames, operations, type Place } from './operations.ts';
import { contentsOf, makeTemplate, openPlace } from './place.ts';
import { type Before, brokenPromises, type Ending, nextRunFails } from './promises.ts';
import { compareWithPage, type Group } from './results.ts';

/** Far more changes of the file system than any of the commands makes. */
const bound = 400;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-fault-')));
const place: Place = openPlace(join(folder, 'live'));
const groups: Group[] = [];
/** The commands that fail in this process look as if they had been another, which has ended. */
const ended = spawnSync('true').pid;
let reset: () => void;
let before: Before;
let program: ReturnType<typeof bundle>;

beforeAll(async () => {
  const template = await makeTemplate(folder);
  reset = template.reset;
  const entries = await listBackups(createHost(), place.policy.backup.repository);
  before = { contents: await contentsOf(place), states: template.states, whole: entries.map(({ id }) => id) };
  program = bundle(join(import.meta.dirname, 'one-case-program.ts'));
});

afterAll(() => {
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

const cases = operationNames.flatMap((operation) =>
  (['kill -9', 'ENOSPC', 'EIO', 'EACCES'] as const).map((fault) => ({ operation, fault })),
);

test.each(cases)('$fault at any change of the file system during a $operation breaks no promise', async (one) => {
  const { operation, fault } = one;
  const endings: string[] = [];
  const broken: string[] = [];
  const count = await countCalls(operation, fault);
  expect(count).toBeGreaterThan(3);
  for (const nth of swept(Math.min(count, bound), 10)) {
    reset();
    const ending = fault === 'kill -9' ? await dieAt(operation, nth) : await failAt(operation, fault, nth);
    endings.push(nameOf(ending));
    const promises = [...(await brokenPromises(operation, ending, before, place)), ...(await nextRunFails(place))];
    broken.push(...promises.map((line) => `${operation}, ${fault} at ${nth}: ${line}`));
  }
  groups.push({
    asked: `${operation}, SQLite`,
    fault: `${words[fault]} at each change of the file system`,
    endings,
    broken,
  });
  expect(broken).toEqual([]);
});

test('the page says what was tried', () => {
  const { page, now } = compareWithPage('files', groups);
  expect(now).toHaveLength(cases.length);
  expect(page).toEqual(now);
  expect(groups.flatMap(({ endings }) => endings).length).toBeGreaterThan(isWhole ? 300 : 60);
});

const words: Readonly<Record<Exclude<FileFault, 'none'>, string>> = {
  'kill -9': 'the process is killed',
  ENOSPC: 'the disk is full from then on (ENOSPC)',
  EIO: 'the disk fails once (EIO)',
  EACCES: 'one change is not allowed (EACCES)',
};

async function countCalls(operation: OperationName, fault: FileFault): Promise<number> {
  reset();
  // Of EIO it counts the reads as well, and nothing strikes so far out.
  const { host, calls } = faultyHost(fault === 'kill -9' ? 'none' : fault, Number.MAX_SAFE_INTEGER);
  await operations[operation](host, place);
  return calls.length;
}

async function failAt(operation: OperationName, fault: FileFault, nth: number): Promise<Ending> {
  try {
    await operations[operation](faultyHost(fault, nth, ended).host, place);
    return 'done';
  } catch (error) {
    return { error };
  }
}

function dieAt(operation: OperationName, nth: number): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program.path, operation, join(folder, 'live'), 'kill -9', String(nth)]);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += String(chunk);
      });
    }
    child.on('exit', (_, signal) =>
      signal === 'SIGKILL' ? resolve('killed') : said === 'done' ? resolve('done') : reject(new Error(said)),
    );
  });
}

function nameOf(ending: Ending): string {
  if (typeof ending === 'string') return ending;
  return ending.error instanceof InterlockError ? ending.error.code : 'unclear';
}
