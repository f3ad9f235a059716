import { checkPolicy } from '../doctor/checks/policy.ts';
import { hasFailures } from '../doctor/diagnosis.ts';
import { examine, type Ground } from '../doctor/examine.ts';
import { survey } from '../doctor/surroundings.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import { startProgress } from '../ui/progress.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { annotateProblems, problemLines, toRecords } from './doctor-problems.ts';
import { doctorText } from './doctor-text.ts';
import { hasColor, writeJson, writeResult } from './output.ts';
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
    const report = await findGround(host, options)
      .then((ground) => examine(at, ground, { askDatabase: !options['no-database'], ofMachine: !options.ci }))
      .finally(() => progress?.stop());
    const exitCode = hasFailures(report) ? 1 : 0;
    if (options.json) for (const record of toRecords(report, exitCode, Boolean(options.ci))) writeJson(host, record);
    else writeResult(host, options.ci ? problemLines(report) : doctorText(report, hasColor(host)));
    if (options.ci && !options.json) annotateProblems(host, report);
    return exitCode;
  },
};

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
