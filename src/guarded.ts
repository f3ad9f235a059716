/** The steps that only a line with a risk needs: `shim.ts` loads them together, and the fast path never. */
export { backUpBefore } from './backup/back-up-before.ts';
export { raise } from './classify/raise.ts';
export { confirm } from './confirm/confirm.ts';
export { runApart } from './handoff/run-child.ts';
export { begin } from './record/begin.ts';
export { refuse } from './refuse.ts';
export { findProjectRoot, loadPolicy } from './resolve/policy.ts';
export { resolve } from './resolve/resolve.ts';
export { openTicket } from './ticket.ts';
