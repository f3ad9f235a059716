/** A slice of `npm run matrix`: the npm of this machine, with Prisma 7. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ran } from '../support/run.ts';
import { share } from '../support/sweep.ts';
import { attempt, check } from './cell.ts';
import { configuredRegistry, pack } from './packed.ts';
import { type Registry, startRegistry } from './registry.ts';
import { makeSandbox, type Sandbox } from './sandbox.ts';
import { states } from './states.ts';
import { createUpstream } from './upstream.ts';
import type { WayName } from './ways.ts';

const ways = share<WayName>(['exec', 'script', 'entry', 'bin', 'config'], 2);
const minutes = 60_000;

let registry: Registry;
let folder: string;
let at: Sandbox;
const printed = new Map<WayName, Ran | undefined>();

beforeAll(async () => {
  const upstream = await configuredRegistry();
  const cache = join(import.meta.dirname, '../../node_modules/.cache/prisma-interlock-matrix/registry');
  registry = await startRegistry(await pack(), upstream, createUpstream(upstream, cache));
  folder = mkdtempSync(join(tmpdir(), 'ways-'));
  const dir = join(folder, 'project');
  at = makeSandbox({ name: 'npm', major: 7, dir, home: join(folder, 'runner'), registry: registry.url });
  const ran = await at.run(at.runner.install, { timeoutMs: 4 * minutes });
  expect(ran.exitCode, ran.stderr).toBe(0);
}, 5 * minutes);

afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

async function fates(evidence: 'variable' | 'address', there: boolean): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const way of ways) found[way] = (await attempt(way, { at, evidence, shell: '' }, there)).fate;
  return found;
}

const all = (fate: string) => Object.fromEntries(ways.map((way) => [way, fate]));

test(
  'before init a line that destroys gets through on every way',
  async () => {
    expect(await fates('variable', false)).toEqual(all('open'));
    for (const way of ways) printed.set(way, await check(way, { at, evidence: 'variable', shell: '' }));
  },
  minutes,
);

test(
  'after init the shim stops it on every way, and a harmless line prints what it printed before',
  async () => {
    const ran = await states.init.enter(at);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await fates('variable', true)).toEqual(all('shim'));
    for (const way of ways) expect(await check(way, { at, evidence: 'variable', shell: '' })).toEqual(printed.get(way));
  },
  3 * minutes,
);

test(
  'after an install without scripts the gate stops it on every way, by the address of the database alone',
  async () => {
    const ran = await states.scriptless.enter(at);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await fates('address', true)).toEqual(all('gate'));
  },
  3 * minutes,
);
