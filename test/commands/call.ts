import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createHost, type Host } from '../../src/host.ts';
import { main } from '../../src/programs/interlock.ts';
import { nodeOnPath } from '../support/node-on-path.ts';

export interface Called {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, without a terminal. */
export async function call(
  argv: readonly string[],
  at: { cwd?: string; env?: Record<string, string>; now?: Date } = {},
): Promise<Called> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const values = {
    argv,
    stdin,
    stdout,
    stderr,
    env: at.env ?? {},
    node: nodeOnPath(at.env ?? {}),
    cwd: at.cwd ?? process.cwd(),
    now: () => at.now ?? new Date(),
  };
  const properties = Object.entries(values).map(([name, value]) => [name, { value }]);
  const host = Object.create(createHost(), Object.fromEntries(properties)) as Host;
  const printed = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await main(host);
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { exitCode, stdout: out, stderr: err };
}
