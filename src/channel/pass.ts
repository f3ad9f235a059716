/**
 * Between the shim and the line that stands in the real CLI's own file: that this one start of the CLI was judged already.
 * For this process it is a note in memory. For a child it is a file that names its parent, and that the child removes
 * before it goes on: a seed script or a second Prisma that it starts finds nothing, and is judged anew.
 */
import path from 'node:path';
import type { Host } from '../host.ts';
import { isShim } from './parentage.ts';

const variable = 'PRISMA_INTERLOCK_PASS';
const [prefix, name] = ['interlock-', 'pass'];
const here = Symbol.for('prisma-interlock.pass');
const judged = Symbol.for('prisma-interlock.judged');
const memory = globalThis as { [here]?: boolean; [judged]?: boolean };

/** The next CLI that is loaded in this process goes on. */
export function passHere(): void {
  memory[here] = true;
  noteJudged();
}

/** The line of this very process has been before the shim. */
export function noteJudged(): void {
  memory[judged] = true;
}

/** Whether it has, here or in the process that started this one. */
export function wasJudged(host: Host): boolean {
  if (memory[judged] !== true && takePass(host)) noteJudged();
  return memory[judged] === true;
}

export interface ChildPass {
  readonly variables: Readonly<Record<string, string>>;
  /** Takes it back where the child left it lying. */
  withdraw(): void;
}

/** For one child of this process. */
export function passChild(host: Host): ChildPass {
  const folder = host.fs.mkdtempSync(path.join(host.temporaryFolder(), prefix));
  const file = path.join(folder, name);
  host.fs.writeFileSync(file, String(host.pid), { mode: 0o600 });
  return {
    variables: { [variable]: file },
    withdraw: () => host.fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/** Whether this process may go on as the CLI without being judged. True once at most. */
export function takePass(host: Host): boolean {
  const file = host.env[variable];
  host.setVariables({ [variable]: undefined });
  if (memory[here]) {
    memory[here] = false;
    return true;
  }
  // Nothing but what `passChild` made is read or removed: anybody may set a variable.
  if (!file || path.basename(file) !== name || !path.basename(path.dirname(file)).startsWith(prefix)) return false;
  try {
    const parent = Number(host.fs.readFileSync(file, 'utf8'));
    host.fs.unlinkSync(file);
    if (parent !== host.parentPid || !isShim(host, parent)) return false;
    noteJudged();
    return true;
  } catch {
    return false;
  }
}
