import type { Call } from './call.ts';

type InShell = (text: string) => Call[];

/** Options of these programs that take the next word. */
const valued = /^(-p|--package|-c|--call|--workspace|--prefix|-F|--filter|-C|--dir|--cwd|--loglevel|--registry)$/;
const prismaSpec = /^(?:prisma|@prisma\/prisma7)(?:@(.+))?$/;
const installs = /^(i|install|add|ci|clean-install|global)?$/;
const groups = /^(exec|x|dlx|run|run-script)$/;

/** The words behind `npm`, `npx`, `pnpm`, `pnpx`, `yarn`, `bun`, `bunx`. `inShell` reads what is handed to a shell. */
export function readRunner(program: string, words: readonly string[], inShell: InShell): Call[] {
  const { options, operands } = separate(program, words);
  const [first = '', second = ''] = operands;
  if (program === 'npx' || program === 'pnpx' || program === 'bunx')
    return readExec(options, operands, program === 'pnpx', inShell);
  if (first === 'exec' || first === 'x' || first === 'dlx')
    return readExec(options, operands.slice(1), first === 'dlx', inShell);
  if (program === 'yarn' && first === 'workspace') return readRunner(program, operands.slice(2), inShell);
  if (installs.test(first)) return readInstall(options, operands);
  const isRun = first === 'run' || first === 'run-script';
  const script = isRun ? second : first;
  if (/^prisma7?$/.test(script)) return [prismaCall(operands.slice(isRun ? 2 : 1), 'plain', undefined)];
  const isScript = isRun || program !== 'npm' || /^(start|test|stop|restart)$/.test(first);
  return isScript && script !== '' ? [{ kind: 'script', name: script }] : [];
}

function readExec(
  options: ReadonlyMap<string, string>,
  operands: readonly string[],
  fetches: boolean,
  inShell: InShell,
): Call[] {
  const line = options.get('-c') ?? options.get('--call');
  const named = prismaSpec.exec(options.get('-p') ?? options.get('--package') ?? '');
  if (line) {
    const calls = inShell(line);
    return named
      ? calls.map((call) => (call.kind === 'prisma' ? prismaCall(call.argv, 'fetched', named[1]) : call))
      : calls;
  }
  const [program = '', ...argv] = operands;
  const spec = prismaSpec.exec(program);
  if (!spec) return [];
  const version = spec[1] ?? named?.[1];
  return [prismaCall(argv, fetches || named || version !== undefined ? 'fetched' : 'plain', version)];
}

function prismaCall(argv: readonly string[], route: 'plain' | 'fetched', version: string | undefined): Call {
  return { kind: 'prisma', program: 'prisma', argv, route, version };
}

function readInstall(options: ReadonlyMap<string, string>, operands: readonly string[]): Call[] {
  const isGlobal = options.has('-g') || options.has('--global') || operands[0] === 'global';
  if (isGlobal) return operands.some((word) => prismaSpec.test(word)) ? [{ kind: 'global' }] : [];
  return options.has('--ignore-scripts') ? [{ kind: 'no-scripts' }] : [];
}

/** The runner's own options end at the first word that is none of its commands: what follows is that program's. */
function separate(program: string, words: readonly string[]): { options: Map<string, string>; operands: string[] } {
  const options = new Map<string, string>();
  const operands: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    // npm's packages to install may stand before its options.
    const isOpen = operands.every((each) => groups.test(each)) || installs.test(operands[0] ?? '');
    if (!isOpen || !word.startsWith('-')) operands.push(word);
    else if (word !== '--') {
      const [name = '', value] = word.split(/=(.*)/s);
      const takesNext = value === undefined && (valued.test(name) || (name === '-w' && program === 'npm'));
      if (takesNext) index += 1;
      options.set(name, value ?? (takesNext ? (words[index] ?? '') : ''));
    }
  }
  return { options, operands };
}
