/**
 * That this one start of the real CLI was judged already: a note in memory, for the line that stands in the CLI's own file.
 * Its seed script or a second Prisma that it starts is another process, and is judged anew.
 */
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
export function wasJudged(): boolean {
  return memory[judged] === true;
}

/** Whether this process may go on as the CLI without being judged. True once at most. */
export function takePass(): boolean {
  const passed = memory[here] === true;
  memory[here] = false;
  return passed;
}
