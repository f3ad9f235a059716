/** A name in a policy means the database that was seen under it, by whichever address a line reaches that. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { unseenNames } from '../../src/doctor/unseen-names.ts';
import { sayAsPerson } from '../../src/environment/recollect.ts';
import { replace } from '../../src/gate/replace.ts';
import { createHost, type Host } from '../../src/host.ts';
import { readKnown } from '../../src/known/file.ts';
import { judgeAt } from '../../src/pipeline/judge-at.ts';
import { placeOf } from '../../src/pipeline/resolve.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { createLooker } from '../../src/target/look.ts';
import { createTarget } from '../../src/target/target.ts';
import type { Invocation } from '../../src/types.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { openTunnel } from '../support/tunnel.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'names-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let machines = 0;
/** One that remembers nothing yet. */
function machine(): Host {
  const home = join(folder, `home-${++machines}`);
  mkdirSync(home);
  return replace(createHost(), { homeFolder: () => home, cwd: folder, env: {}, argv: [], script: undefined });
}

const push: Invocation = {
  ...{ program: 'prisma', major: 7, argv: ['db', 'push'], command: 'db push', options: {}, operands: [] },
  ...{ config: undefined, reading: 'runs', problem: undefined },
};
const change = { rule: 'db-push', risk: 'change', reach: 'main', effect: '', instead: [] } as const;

/** As a guarded push to that URL would be judged. */
async function judged(host: Host, url: string, says: PolicyFile = {}) {
  const found = { targets: [createTarget(host, url, 'main', 'a test', folder)], problem: undefined };
  const policy = mergePolicies([{ file: '', says }], folder);
  const place = await placeOf(host, createLooker(host), change, found, { policy, written: () => [] });
  const { environment, classification } = judgeAt(host, policy, { invocation: push, classification: change }, place);
  return { place: environment.name, risk: classification.risk, why: environment.evidence.map(({ why }) => why) };
}

const labelOf = (url: string) => createTarget(createHost(), url, 'main', 'a test', folder).label;

const makers = { postgresql: createPostgresDatabase, mysql: createMariadbDatabase } as const;

/** The same database by two tunnels, of which neither is its server's own address. */
async function twoWays(provider: keyof typeof makers) {
  const database = await makers[provider]();
  onTestFinished(() => database.drop());
  const by = async (host?: string) => {
    const url = new URL(database.url);
    url.port = String(await openTunnel(database.port, host));
    if (host) url.hostname = host;
    return url.href;
  };
  return { declared: await by(), tunnel: await by(), by };
}

describe.each(['postgresql', 'mysql'] as const)('a name for a database of %s', (provider) => {
  it('means it through a tunnel, once it was seen under that name: in a place, and in a rule', async () => {
    const { declared, tunnel } = await twoWays(provider);
    const host = machine();
    const production: PolicyFile = { environments: { [labelOf(declared)]: 'production' } };
    const rule = { id: 'careful', when: { commands: ['db push'] }, because: 'others work here' };
    const careful: PolicyFile = { rules: [{ ...rule, risk: 'destroy', where: [labelOf(declared)] }] };
    // Nobody knows yet that these are one.
    expect(await judged(machine(), tunnel, production)).toMatchObject({ place: 'development' });
    expect(await judged(machine(), tunnel, careful)).toMatchObject({ risk: 'change' });

    expect(await judged(host, declared)).toMatchObject({ place: 'development' });
    const found = await judged(host, tunnel, production);
    expect(found.place).toBe('production');
    expect(found.why.join(' ')).toContain(`${labelOf(tunnel)} is the same database`);
    expect(await judged(host, tunnel, careful)).toMatchObject({ risk: 'destroy', place: 'production' });
    // A name of another one says nothing.
    const other = machine();
    await judged(other, declared);
    expect(await judged(other, tunnel, { environments: { 'other@db.internal': 'production' } })).toMatchObject({
      place: 'development',
    });
  });

  it('makes nothing milder by another address', async () => {
    const { declared, tunnel } = await twoWays(provider);
    const host = machine();
    await judged(host, declared);
    expect(await judged(host, tunnel, { disposable: [labelOf(declared)] })).toMatchObject({ place: 'development' });
    const says: PolicyFile = { environments: { [labelOf(declared)]: 'production' }, disposable: [labelOf(tunnel)] };
    expect(await judged(host, tunnel, says)).toMatchObject({ place: 'production' });
  });

  it('is no milder at another loopback address, where a tunnel may listen on the same port', async () => {
    const { by } = await twoWays(provider);
    const [away, here] = [new URL(await by('127.0.0.2')), new URL(await by())];
    const name = labelOf(away.href).replace('127.0.0.2', 'localhost');
    expect(await judged(machine(), away.href, { disposable: [name] })).toMatchObject({ place: 'development' });
    expect(await judged(machine(), away.href, { environments: { [name]: 'production' } })).toMatchObject({
      place: 'production',
    });
    expect(await judged(machine(), here.href, { disposable: [labelOf(here.href)] })).toMatchObject({ place: 'test' });
  });

  it('waits where a person has said what it is at this address', async () => {
    const { declared, tunnel } = await twoWays(provider);
    const host = machine();
    const says = {
      environments: { [labelOf(declared)]: 'production', [labelOf(tunnel)]: 'development' },
    } as const;
    expect(await judged(host, declared, says)).toMatchObject({ place: 'production' });
    expect(await judged(host, tunnel, says)).toMatchObject({ place: 'production' });
    const looked = await createLooker(host).at(createTarget(host, tunnel, 'main', 'a test', folder));
    sayAsPerson(host, looked, 'development', 'It is a copy.');
    expect(await judged(host, tunnel, says)).toMatchObject({ place: 'development' });
    expect(await judged(host, declared, says)).toMatchObject({ place: 'production' });
  });
});

it('is remembered of a database of which nobody has said anything, and is then no name that nobody hears', async (context) => {
  const own = Object.values(networkInterfaces())
    .flatMap((cards) => cards ?? [])
    .find((card) => card.family === 'IPv4' && !card.internal);
  if (own === undefined) return context.skip();
  const { tunnel, by } = await twoWays('postgresql');
  const away = await by(own.address);
  const host = machine();
  expect(await judged(host, away)).toMatchObject({ place: 'unknown' });
  expect(readKnown(host)).toMatchObject({ entries: [], seen: [{ label: labelOf(away) }] });
  const says = { environments: { [labelOf(away)]: 'production' } } as const;
  const spot = { file: 'prisma-interlock.json', line: 1, column: 1 };
  const policy = mergePolicies([{ file: '', says, spotOf: () => spot }], folder);
  expect(await unseenNames(machine(), policy, [])).toHaveLength(1);
  expect(await unseenNames(host, policy, [])).toEqual([]);
  expect(await judged(host, tunnel, says)).toMatchObject({ place: 'production' });
  expect(await judged(host, tunnel)).toMatchObject({ place: 'production' });
});
