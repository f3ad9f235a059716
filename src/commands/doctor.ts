import path from 'node:path';
import type { Member } from '../doctor/check-member.ts';
import { checkPolicy } from '../doctor/checks/policy.ts';
import { hasFailures } from '../doctor/diagnosis.ts';
import { examine } from '../doctor/examine.ts';
import type { Ground } from '../doctor/ground.ts';
import { hostIn, type Surroundings, survey } from '../doctor/surroundings.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { findMembers, isWorkspaceRoot, mostTried } from '../project/members.ts';
import { findProjectRoot } from '../project/root.ts';
import { startProgress } from '../ui/progress.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { annotateProblems } from './doctor-problems.ts';
import { doctorReport, problemReport } from './doctor-report.ts';
import { show } from './output.ts';
import { findPlaceUnder } from './place.ts';

export const command: Command = {
  name: 'doctor',
  summary: 'Send a harmless line down every way in, and say which nobody guards and what would close it',
  usage: 'doctor [options]',
  notes: [
    'Exits 0 when nothing dangerous is open, else 1. A line reaches no database: where Prisma would start its engine it',
    'finds a program that connects to nothing. The database itself is asked for its size and the rights of the role, in',
    'a transaction that may write nothing.',
  ],
  options: {
    ...targetOptions,
    'no-database': { help: 'Leave out what needs a connection: the dump tool, the size, the rights of the role' },
    ci: { help: 'Print problems only, without those of a shell; in GitHub Actions as annotations too' },
    ...jsonOption,
  },
  operands: 0,
  async run({ host, options }) {
    const at = await survey(host, { schema: textOf(options.schema), config: textOf(options.config) });
    const progress = options.ci
      ? undefined
      : startProgress(host, 'Trying the ways in', options.json ? 'json' : undefined);
    const diagnosis = await findGround(host, options)
      .then(async (ground) => {
        const scope = { askDatabase: !options['no-database'], ofMachine: !options.ci };
        return examine(at, ground, scope, await membersOf(at));
      })
      .finally(() => progress?.stop());
    const exitCode = hasFailures(diagnosis) ? 1 : 0;
    const report = options.ci ? problemReport(diagnosis, exitCode) : doctorReport(diagnosis, exitCode);
    show(host, report, options.json === true);
    if (options.ci && !options.json) annotateProblems(host, diagnosis);
    return exitCode;
  },
};

/** What a person says about schema and config is about the folder that they stand in. */
async function membersOf({ host, root }: Surroundings): Promise<Member[]> {
  const members: Member[] = [];
  for (const folder of isWorkspaceRoot(host) ? findMembers(host).slice(0, mostTried) : []) {
    const there = hostIn(host, folder);
    const at = { ...(await survey(there, { schema: undefined, config: undefined })), root };
    const name = path.relative(host.cwd, folder).replaceAll(path.sep, '/');
    members.push({ name, at, ground: await findGround(there, {}) });
  }
  return members;
}

/** A policy that is broken, or a Prisma that is not there, is what a doctor is asked about: neither ends it. */
async function findGround(host: Host, options: Call['options']): Promise<Ground> {
  const { policy, check } = await checkPolicy(host, findProjectRoot(host));
  try {
    const { target, problem, environment } = await findPlaceUnder(host, options, policy);
    return { policy, policyCheck: check, target, problem, environment };
  } catch (error) {
    if (!(error instanceof InterlockError)) throw error;
    const environment = { name: 'unknown', evidence: [] } as const;
    return { policy, policyCheck: check, target: undefined, problem: error.why, environment };
  }
}

function textOf(option: string | true | undefined): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
