/** What the line in the real CLI's own file calls, so that every way to start that file meets the interlock. */
import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { signCanary } from '../channel/canary.ts';
import { gateProgram, hasEngine, variablesFor } from '../channel/gate.ts';
import { noteJudged, takePass } from '../channel/pass.ts';
import { engineVariable } from '../channel/variables.ts';
import { classify } from '../classify/classify.ts';
import { createHost, type Host } from '../host.ts';
import { parse } from '../parse/parse.ts';
import { guardLine } from '../pipeline/guard.ts';
import { describeEntry } from '../project/locate.ts';
import type { RealCli } from '../types.ts';

/**
 * Undefined: the file may go on, this process is the real CLI. A promise: the line is being judged, and whatever comes
 * of it ends this process. `file`: the CLI's entry file. `isMain`: whether Node was started with it.
 */
export function enter(file: string, isMain: boolean, host: Host = createHost()): Promise<never> | undefined {
  const passed = takePass();
  try {
    const cli = describeEntry(host, file);
    if (passed) {
      standBehind(host, cli);
      return undefined;
    }
    // Merely required, 5 and 6 do nothing, and the words of this process are not theirs.
    if (!isMain && (cli.major === 5 || cli.major === 6)) return undefined;
    signCanary(host, 'shim');
    const judged = guardLine(host, cli, 'prisma');
    if (judged === undefined) noteJudged();
    return judged;
  } catch (error) {
    return import('../ui/fail.ts').then(({ fail }) => fail(host, error));
  }
}

/** A pass says that the line was judged, not that the gate is open: what the shim put there stays, or is put there now. */
function standBehind(host: Host, cli: RealCli): void {
  if (host.env[engineVariable] === gateProgram(host) || !hasEngine(cli)) return;
  const { risk } = classify(parse('prisma', cli.major, host.argv, grammars), rules);
  if (risk !== 'none') host.setVariables(variablesFor(host, cli));
}
