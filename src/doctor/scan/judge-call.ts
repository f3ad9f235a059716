import { grammars } from '../../../policy/grammar/index.ts';
import { rules } from '../../../policy/rules/index.ts';
import { classify } from '../../classify/classify.ts';
import { parse } from '../../parse/parse.ts';
import { quoteArgv } from '../../secrets/quote.ts';
import type { Finding } from '../diagnosis.ts';
import type { Call } from './call.ts';

/** What of our layers such a line would meet. */
export interface Standing {
  /** Of the project's Prisma. */
  readonly major: number | undefined;
  /** Whether the config file in use loads our line, which a Prisma 6 or 7 from anywhere reads. */
  readonly hasConfigLine: boolean;
  /** Whether the canary to the entry file was caught. */
  readonly isFileCaught: boolean;
  /** Whether a package script puts our line into the installed Prisma. */
  readonly linksByScript: boolean;
  /** Whether the project's database is that of a protected place: there this is no matter of taste. */
  readonly isProtected: boolean;
  /** How a program of the project is run: `npx`. */
  readonly runs: string;
}

type Judged = Omit<Finding, 'file' | 'line'>;

export function judgeCall(call: Call, nobodyLooks: boolean, standing: Standing): Judged | undefined {
  if (call.kind === 'prisma') return judgePrisma(call, nobodyLooks, standing);
  if (call.kind === 'global') {
    return {
      level: 'warn',
      command: 'a global install of prisma',
      why: 'It installs a Prisma beside the one of the project, which our line is not in.',
      fix: [`install the project's packages, and call \`${standing.runs} prisma\``],
    };
  }
  if (call.kind === 'no-scripts' && standing.linksByScript) {
    return {
      level: 'warn',
      command: 'an install with --ignore-scripts',
      why: 'It leaves out the package script that puts our line into Prisma.',
      fix: [`run \`${standing.runs} prisma-interlock link\` after it`],
    };
  }
  if (call.kind === 'unread') {
    return {
      level: 'warn',
      command: 'a text that names Prisma',
      why: 'It could not be read, so what it calls is not known.',
      fix: ['see by yourself what it calls, and mend what no shell could read'],
    };
  }
  return undefined;
}

function judgePrisma(call: Call & { kind: 'prisma' }, nobodyLooks: boolean, standing: Standing): Judged | undefined {
  const { program, argv, route, version } = call;
  const named = /^[~^]?(\d+)/.exec(version ?? '')?.[1];
  const major = named === undefined ? standing.major : Number(named);
  const { risk, effect } = classify(parse(program, program === 'dropdb' ? undefined : major, argv, grammars), rules);
  if (risk === 'none') return undefined;
  const command = quoteArgv([version === undefined ? program : `${program}@${version}`, ...argv], 80);
  const goesRound = route === 'fetched' || (route === 'file' && !standing.isFileCaught);
  if (goesRound) {
    const knowsConfig = route === 'file' ? standing.major : named === undefined ? undefined : major;
    const isHeld = standing.hasConfigLine && (knowsConfig === 6 || knowsConfig === 7);
    const how = route === 'fetched' ? 'It fetches a Prisma of its own' : 'It starts the entry file of Prisma';
    return {
      level: isHeld ? 'warn' : 'fail',
      command,
      why: isHeld ? `${how}; only the line in the config file sees it.` : `${how}, and no layer sees it.`,
      fix: [`call the project's own: ${quoteArgv([...standing.runs.split(' '), program, ...argv], 80)}`],
    };
  }
  if (!nobodyLooks || risk === 'change') return undefined;
  return {
    level: risk === 'destroy' && standing.isProtected ? 'fail' : 'warn',
    command,
    why: `Nobody watches here, and it could not be confirmed. ${effect}`,
    fix: ['take it out of what builds, starts or deploys'],
  };
}
