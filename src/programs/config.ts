/**
 * The config line: `import 'prisma-interlock/config'` in prisma.config.*, which the CLI of Prisma 6 and 7 loads before it
 * does anything else, whoever started it and by whatever path. It names the gate as the schema engine of this process.
 */
import { signCanary } from '../channel/canary.ts';
import { gateProgram } from '../channel/gate.ts';
import { isProbe } from '../channel/own-program.ts';
import { wasJudged } from '../channel/pass.ts';
import { redirectEngine } from '../channel/redirect-engine.ts';
import { shippedProgram } from '../channel/shipped.ts';
import { engineVariable, gateVariables } from '../channel/variables.ts';
import { createHost } from '../host.ts';
import { describeEntry } from '../project/locate.ts';

/**
 * Words of commands that reach a database without the schema engine. Such a line is handed to the shim, whatever the word
 * means where it stands: the shim reads the line as Prisma does.
 */
const pastTheGate = ['seed', 'studio', 'bootstrap', 'platform', 'rm'];

/** First words after which the CLI starts no engine, or tells where its engine is. No other word is looked at. */
const silent = ['--version', '-v', 'version', '--help', '-h', 'validate', 'format', 'generate', 'debug'];

const host = createHost();
standGuard();

/**
 * The same as the bare import, with the config itself: `export default withInterlock(defineConfig({ … }))`. With Prisma 6 and
 * `engine: "js"` no schema engine is started, so every line is handed to the shim.
 */
export function withInterlock<T>(config: T): T {
  if (typeof config === 'function') return ((...words: unknown[]) => withInterlock(config(...words))) as T;
  if (config instanceof Promise) return config.then(withInterlock) as T;
  const { engine } = (config ?? {}) as { engine?: unknown };
  if (engine === 'js' && !isSilent()) enterThroughShim();
  return config;
}

function isSilent(): boolean {
  return silent.includes(host.argv[0] ?? '');
}

function standGuard(): void {
  signCanary(host, 'config');
  if (isSilent()) return;
  const gate = gateProgram(host);
  const isPastTheGate = host.argv.some((word) => pastTheGate.includes(word));
  // Our own question is never such a line: whoever names that program for one is no shim.
  if (isProbe(host, host.env[engineVariable] ?? '') && !isPastTheGate) return;
  host.setVariables(gateVariables(host, realScript(), gate));
  redirectEngine(host, gate);
  if (isPastTheGate) enterThroughShim();
}

function isCli(script: string | undefined): boolean {
  try {
    return script !== undefined && describeEntry(host, script).version !== '';
  } catch {
    return false;
  }
}

/** pnpm starts the CLI by a link, next to which its other packages are not found. */
function realScript(): string | undefined {
  try {
    return host.script && host.fs.realpathSync(host.script);
  } catch {
    return host.script;
  }
}

/** Runs the same line again behind the shim, and ends as it ended. Nothing where it comes from there. */
function enterThroughShim(): void {
  // Another program may read the config file as well.
  if (!isCli(realScript()) || wasJudged()) return;
  const words = [shippedProgram(host, 'prisma.js'), ...host.argv];
  const { status, signal } = host.childProcess().spawnSync(host.node, words, { stdio: 'inherit' });
  if (signal !== null) host.dieOf(signal);
  host.exit(status ?? 70);
}
