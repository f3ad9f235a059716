import type { Host } from './host.ts';

/** What can stand between a command line and a database. */
export type Layer = 'shim' | 'config' | 'gate';

/** One line of the file: a layer that the command line met on its way. */
export interface Signature {
  readonly layer: Layer;
  readonly pid: number;
  readonly cwd: string;
  /** As the runner named the program: `…/node_modules/.bin/prisma`. */
  readonly script: string | undefined;
}

/**
 * `doctor` sends a harmless command line down each way in, with the name of a file in PRISMA_INTERLOCK_CANARY. Each
 * layer that sees the line signs that file, then does what it always does.
 */
export function signCanary(host: Host, layer: Layer): void {
  const file = host.env.PRISMA_INTERLOCK_CANARY;
  if (!file) return;
  const signature: Signature = { layer, pid: host.pid, cwd: host.cwd, script: host.script };
  try {
    host.fs.appendFileSync(file, `${JSON.stringify(signature)}\n`);
  } catch {
    // Unsigned means not caught, which is the stricter answer.
  }
}
