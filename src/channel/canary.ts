import type { Host } from '../host.ts';

const layers = ['shim', 'config', 'gate', 'engine'] as const;

/** What can stand between a command line and a database; the `engine` is the far end, where nothing of ours is left. */
export type Layer = (typeof layers)[number];

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

/** The layers that signed, once each, in that order. A line that cannot be read is no signature. */
export function readSignatures(host: Host, file: string): Layer[] {
  const text = host.fs.existsSync(file) ? host.fs.readFileSync(file, 'utf8') : '';
  const signed = new Set(text.split('\n').flatMap(layerOf));
  return layers.filter((layer) => signed.has(layer));
}

function layerOf(line: string): unknown[] {
  try {
    return [(JSON.parse(line) as { layer?: unknown }).layer];
  } catch {
    return [];
  }
}
