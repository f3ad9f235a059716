import { confirmVariable } from '../confirm/variable.ts';
import { type GroupCall, keptOfOutput, lastLines, runGroup } from '../databases/tools/run-group.ts';
import type { Host } from '../host.ts';
import type { Smoke } from '../policy/policy.ts';
import { plain } from '../secrets/clean.ts';
import { quoteArgv } from '../secrets/quote.ts';

/**
 * Runs it with the environment of the line, without the answer that was given to that. Gives why it failed, without a full stop;
 * undefined where it did not. Its group is ended with it.
 */
export async function runSmoke(host: Host, { run, folder, timeoutSeconds }: Smoke): Promise<string | undefined> {
  const [file = '', ...args] = typeof run === 'string' ? [run] : run;
  const name = typeof run === 'string' ? plain(run) : quoteArgv(run);
  const { [confirmVariable]: _, ...env } = host.env;
  let said = '';
  const hear = (_from: string, text: string) => {
    said = (said + text).slice(-keptOfOutput);
  };
  const options: GroupCall['options'] = {
    cwd: folder,
    env,
    shell: typeof run === 'string',
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  const { ending, isLate } = await runGroup(host, { file, args, options, timeoutSeconds }, hear).catch(
    (error: NodeJS.ErrnoException) => ({ ending: error.code ?? error.name, isLate: false }),
  );
  if (isLate) return `the smoke command ${name} took over ${timeoutSeconds} s and was ended`;
  if (ending === '') return undefined;
  const last = plain(lastLines(said));
  return `the smoke command ${name} failed (${ending})${last && `: ${last}`}`;
}
