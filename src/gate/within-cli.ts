/**
 * The gate in the CLI's own process, where a shim of ours has started that: no program is to be started for it, and no pipe to
 * be made. What Prisma asks its engine goes through here, and the shim answers as it answers the gate's program. Code in the
 * CLI shares the shim's descriptor in any case.
 */
import { PassThrough } from 'node:stream';
import { innerDescriptor, startVariable } from '../channel/descriptor.ts';
import { type GateEnd, joinShimBy } from '../channel/gate-end.ts';
import type { Around, Child } from '../channel/redirect-engine.ts';
import type { Host } from '../host.ts';
import { type EngineStart, readEngineStart } from './engine-start.ts';
import { faultText } from './fault-text.ts';
import type { Judge } from './judge.ts';
import { judgedByShim } from './judge-by.ts';
import { ownEngine, withoutGate } from './own-engine.ts';
import { passBetween } from './pass-between.ts';
import { replace } from './replace.ts';

export function gateWithin(host: Host): NonNullable<Around['within']> {
  let join: ((start: string) => GateEnd) | undefined;

  return (spawn, words, { env = host.env, cwd, ...options }) => {
    const start = readEngineStart(words);
    const there = replace(host, { env, cwd: cwd === undefined ? host.cwd : String(cwd) });
    const number = env[startVariable];
    const engine = start.form === 'rpc' && number ? engineOf(there) : undefined;
    if (engine === undefined || number === undefined) return undefined;
    const stdio = Array.isArray(options.stdio) ? options.stdio : [];
    const child = spawn(engine, words, {
      ...options,
      cwd,
      env: withoutGate(env),
      stdio: ['pipe', 'pipe', stdio[2] ?? 'pipe'],
    });
    join ??= joinShimBy(openChannel(host));
    passThrough(there, start, child, join(number));
    return child;
  };
}

/** As the gate's shell script chooses. Windows is left to the gate's program: there a script may be the engine. */
function engineOf(host: Host): string | undefined {
  if (host.platform === 'win32' || host.env.PRISMA_INTERLOCK_CANARY) return undefined;
  try {
    return ownEngine(host);
  } catch {
    // The gate's program says why.
    return undefined;
  }
}

/** One for all starts. It keeps nobody waiting who has nothing else to do. */
function openChannel(host: Host) {
  const channel = host.openPipe(innerDescriptor, 'both');
  channel.unref();
  return channel;
}

/** From here on Prisma speaks with us where it takes us for its engine. */
function passThrough(host: Host, start: EngineStart, child: Child, shim: GateEnd): void {
  const { stdin, stdout } = child;
  // It was not started; Prisma hears of that from the child itself.
  if (!stdin || !stdout) return;
  const [asked, answers] = [new PassThrough(), new PassThrough()];
  Object.defineProperties(child, {
    stdin: { value: asked, configurable: true },
    stdout: { value: answers, configurable: true },
  });
  const here = replace(host, { stdin: asked, stdout: answers });
  const judge = refusingFaults(here, judgedByShim(here, start, shim));
  // As the pipe to an engine that has ended.
  child.once('exit', () => asked.destroy());
  passBetween(here, start, { stdin, stdout }, judge).then(
    () => answers.end(),
    () => child.kill('SIGKILL'),
  );
}

/** Whatever fails while a call is judged refuses it. */
function refusingFaults(host: Host, judge: Judge): Judge {
  return {
    ...judge,
    async hold(request, look, neighbours) {
      try {
        return await judge.hold(request, look, neighbours);
      } catch (error) {
        return { text: await faultText(host, error, judge.effects()) };
      }
    },
  };
}
