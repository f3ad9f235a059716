import { reachElsewhere } from '../../policy/commands.ts';
import type { Host } from '../host.ts';
import { plain } from '../secrets/clean.ts';
import type { Invocation, RealCli, Resolution } from '../types.ts';
import { prismaTargets } from './ask-prisma/prisma-targets.ts';
import { prisma8Targets } from './ask-prisma/prisma8.ts';
import { NoUrl } from './ask-prisma/without-url.ts';
import { dropdbTarget } from './dropdb.ts';

/**
 * Which databases the command would touch. No targets and no problem: it touches none. Whatever goes wrong is the
 * `problem`, a sentence without secrets; nothing is thrown. Starts the real CLI once (one to two seconds).
 */
export async function resolveTargets(host: Host, cli: RealCli, invocation: Invocation): Promise<Resolution> {
  try {
    if (invocation.reading === 'unreadable') return unknown('the command line is not understood.');
    if (invocation.program === 'dropdb') return { targets: [dropdbTarget(host, invocation)], problem: undefined };
    if (reachElsewhere.has(invocation.command.split(' ')[0] ?? ''))
      return unknown(`"prisma ${invocation.command}" does not use the project's own database.`);
    if (cli.major === 8) return await prisma8Targets(host, cli, invocation);
    if (cli.major === 5 || cli.major === 6 || cli.major === 7) return await prismaTargets(host, cli, invocation);
    return unknown(`Prisma ${cli.version} is not a version that prisma-interlock knows.`);
  } catch (error) {
    const problem = unknown(error instanceof Error ? plain(error.message, 600) : 'something went wrong.');
    return error instanceof NoUrl ? { ...problem, endsByItself: true } : problem;
  }
}

function unknown(problem: string): Resolution {
  return { targets: [], problem };
}
