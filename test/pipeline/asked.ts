/** What is asked for of a database, in the words of the table of docs/knowing.md, and what that table says. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { matrix } from '../../policy/matrix.ts';
import { makeStamp } from '../../src/commands/make-stamp.ts';
import { decide } from '../../src/decide/decide.ts';
import { replace } from '../../src/gate/replace.ts';
import { createHost, type Host } from '../../src/host.ts';
import { placeOf } from '../../src/pipeline/resolve.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { createLooker } from '../../src/target/look.ts';
import { createTarget } from '../../src/target/target.ts';
import { writeStamp } from '../../src/target/write-stamp.ts';

/** Whoever uses it removes it. */
export const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asked-')));

let machines = 0;
/** A machine that remembers nothing yet, with a session of its own. */
export function machine(home = join(folder, `home-${++machines}`)): Host {
  mkdirSync(home, { recursive: true });
  const values = { homeFolder: () => home, cwd: folder, env: { NODE_ENV: 'development' }, argv: [], parentPid: 0 };
  return replace(createHost(), values);
}

const target = (host: Host, url: string) => createTarget(host, url, 'main', 'a test', folder);

/** What a change and a destruction would be asked for, in the words of the table. */
export async function asked(host: Host, url: string, says: PolicyFile = {}): Promise<string> {
  const policy = mergePolicies([{ file: '', says }], folder);
  const found = { targets: [target(host, url)], problem: undefined };
  const line = { rule: 'x', reach: 'main', effect: '', instead: [] } as const;
  const known = { policy, written: () => [] };
  const { environment } = await placeOf(host, createLooker(host), { ...line, risk: 'destroy' }, found, known);
  const words = { none: 'nothing', yes: 'yes', phrase: 'DESTROY_DATA', twice: 'twice', thrice: 'thrice' };
  const [change, destroy] = (['change', 'destroy'] as const).map((risk) => {
    const { verdict, confirm } = decide({ ...line, risk }, environment, matrix);
    return verdict === 'block' ? 'blocked' : words[confirm];
  });
  return `${change}, ${destroy}`;
}

/** Something that becomes of the database at `url`; gives the URL that is used from then on. */
export type Event = (url: string) => string | Promise<string>;

/** Once where only a policy had called it production, on the machine that has seen that; once where it was stamped, on another. */
export async function expectRow(row: string, make: () => Promise<string>, event: Event): Promise<void> {
  const [told, stamped] = [await make(), await make()];
  const remembering = machine();
  const label = target(remembering, told).label;
  expect(await asked(remembering, told, { environments: { [label]: 'production' } })).toBe('twice, blocked');
  const host = machine();
  const looked = await createLooker(host).at(target(host, stamped));
  await writeStamp(host, looked, makeStamp(host, looked, 'production'));
  expect(await asked(machine(), stamped)).toBe('twice, blocked');
  const found = [await asked(remembering, await event(told)), await asked(machine(), await event(stamped))];
  expect(found).toEqual(rows.get(row));
}

/** By the first column of the page's table. */
export const rows = new Map(
  readFileSync(join(import.meta.dirname, '../../docs/knowing.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\|.*\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
    .map(([what = '', ...asks]) => [what, asks.slice(0, 2)] as const),
);
