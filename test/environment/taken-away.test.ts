/** Variables that are taken away from a line, one or all of them, in the session that has them: nothing becomes milder by that. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { closedRunners, tellingVariables } from '../../policy/evidence.ts';
import { matrix } from '../../policy/matrix.ts';
import { decide } from '../../src/decide/decide.ts';
import { identifyActor } from '../../src/environment/actor.ts';
import { judge, judgeAllVariables, judgeTarget } from '../../src/environment/judge.ts';
import { lookAround } from '../../src/environment/judge-around.ts';
import { recollect, remember } from '../../src/environment/recollect.ts';
import { createHost, type Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { isHere } from '../../src/target/hosts.ts';
import { addressOf } from '../../src/target/stamp-standing.ts';
import { createTarget } from '../../src/target/target.ts';
import type { Decision, EnvironmentName, ServerIdentity, Stamp, Target } from '../../src/types.ts';
import { isWhole } from '../support/sweep.ts';
import { hostFrom, type Process } from './processes.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'taken-')));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const at = (url: string): Target => createTarget(createHost(), url, 'main', 'a test', '/');

/** As a look would find it: stamped, at the place where it was given to it. */
function stamped(url: string, place: Stamp['place']): Target {
  const target = at(url);
  const { provider, database } = target.identity;
  const here = isHere(target.identity) ? { here: 'localhost:1' } : {};
  const identity = { provider, server: '7001', database, ...here } as ServerIdentity;
  const stamp: Stamp = { place, id: 'x', identity, address: addressOf(target), by: 'a@b', at: '2026-01-01T00:00:00Z' };
  return { ...target, identity: { ...target.identity, server: identity }, look: { exists: true, identity, stamp } };
}

const targets: readonly (readonly [what: string, target: Target])[] = [
  ['stamped production on PostgreSQL', stamped('postgresql://u@localhost/app', 'production')],
  ['stamped production on MariaDB', stamped('mysql://u@127.0.0.1/app', 'production')],
  ['stamped production on SQLite', stamped('file:/srv/app/dev.db', 'production')],
  ['in the private network', at('postgresql://u@10.0.0.5/app')],
  ['at a name of the network', at('mysql://u@db/app_staging')],
  ['out there', at('postgresql://u@db.example.com/app')],
  ['of a provider', at('postgresql://u@x.neon.tech/app')],
  ['stamped disposable in the private network', stamped('postgresql://u@10.0.0.6/app', 'test')],
];
const policies = ['nothing', 'disposable', 'development', 'staging', 'production'] as const;

const values = fc.constantFrom('production', 'staging', 'development', 'test', 'weird', '1', 'true', 'false', '');
const names = [
  ...new Set([
    ...tellingVariables,
    ...closedRunners.map(({ reads }) => reads),
    ...['CI', 'GITHUB_ACTIONS', 'CLAUDECODE', 'CURSOR_AGENT', 'GEMINI_CLI', 'PRISMA_INTERLOCK_CONFIRM'],
    ...['HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'],
  ]),
];
const variables = fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 5 });

/** The line has the first, and the shell above it the second. */
function hostOf(own: Record<string, string>, shell: Process['env']): Host {
  const processes: Process[] = [
    { pid: 50, parent: 40, name: 'node' },
    { pid: 40, parent: 10, name: 'npm exec prisma', env: own },
    { pid: 10, parent: 5, env: shell ?? {} },
  ];
  return { ...hostFrom(processes, own), homeFolder: () => home };
}

interface Outcome {
  readonly decisions: readonly Decision[];
  readonly isAgent: boolean;
  readonly name: EnvironmentName;
}

function policyOf(says: (typeof policies)[number], { label }: Target): Policy {
  const words: Readonly<Record<typeof says, PolicyFile>> = {
    nothing: {},
    disposable: { disposable: [label] },
    development: { environments: { [label]: 'development' } },
    staging: { environments: { [label]: 'staging' } },
    production: { environments: { [label]: 'production' } },
  };
  return mergePolicies([{ file: '', says: words[says] }], '/');
}

function outcome(host: Host, target: Target, says: (typeof policies)[number], memory = recollect(host)): Outcome {
  const policy = policyOf(says, target);
  const environment = judge(host.env, { targets: [target], problem: undefined }, policy, {}, lookAround(host), memory);
  const decisions = (['change', 'destroy', 'unknown'] as const).map((risk) =>
    decide({ rule: 'x', risk, reach: 'main', effect: '', instead: [] }, environment, matrix),
  );
  return { decisions, isAgent: identifyActor(host).kind === 'agent', name: environment.name };
}

const ranks = {
  verdict: ['allow', 'confirm', 'block'],
  confirm: ['none', 'yes', 'phrase', 'twice'],
  backup: ['none', 'cheap', 'always', 'mandatory'],
} as const;

/** What a decision is milder in than another one; undefined where in nothing. */
function milderIn(one: Decision, other: Decision): string | undefined {
  const rank = (key: keyof typeof ranks, { [key]: value }: Decision) =>
    (ranks[key] as readonly string[]).indexOf(value);
  if (one.verdict === 'block') return undefined;
  return (['verdict', 'confirm', 'backup'] as const).find((key) => rank(key, one) < rank(key, other));
}

function expectNotMilder(after: Outcome, before: Outcome): void {
  const found = after.decisions.map((decision, index) => milderIn(decision, before.decisions[index] as Decision));
  expect({ found, isAgent: after.isAgent || !before.isAgent }, `${before.name} becomes ${after.name}`).toEqual({
    found: [undefined, undefined, undefined],
    isAgent: true,
  });
}

const without = (env: Record<string, string>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

describe.each(targets)('a database %s', (_, target) => {
  it('is no milder to a line from which variables were taken, one by one and all at once', () => {
    fc.assert(
      fc.property(variables, fc.constantFrom(...policies), (env, says) => {
        const before = outcome(hostOf(env, env), target, says);
        const taken = [...Object.keys(env).map((name) => [name]), Object.keys(env)];
        for (const each of taken) expectNotMilder(outcome(hostOf(without(env, each), env), target, says), before);
      }),
      { numRuns: isWhole ? 1500 : 40 },
    );
  });

  it('is no milder in another session, without any of them, once a line was judged with them', () => {
    const strict = fc.constantFrom('production', 'staging', 'development');
    const words = fc.dictionary(fc.constantFrom('NODE_ENV', 'APP_ENV', 'VERCEL_ENV', 'DEPLOY_ENV'), strict, {
      maxKeys: 3,
    });
    fc.assert(
      fc.property(words, fc.constantFrom(...policies), (env, says) => {
        // Of each drawn case by itself.
        rmSync(join(home, '.local'), { recursive: true, force: true });
        const first = hostOf(env, env);
        const before = outcome(first, target, says);
        const evidence = [...judgeAllVariables(env, {}), ...judgeTarget(target, policyOf(says, target))];
        expect(remember(first, recollect(first), [{ target, evidence }])).toBeUndefined();
        for (const each of [...Object.keys(env).map((name) => [name]), Object.keys(env)]) {
          const later = without(env, each);
          expectNotMilder(outcome(hostOf(later, later), target, says), before);
        }
      }),
      { numRuns: isWhole ? 100 : 10 },
    );
  });
});
