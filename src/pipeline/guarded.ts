/** The steps that only a line with a risk needs: `guard.ts` loads them together, and the fast path never. */
export { backUpBefore } from '../backup/index.ts';
export { openTicket } from '../channel/ticket.ts';
export { raise } from '../classify/raise.ts';
export { confirm } from '../confirm/confirm.ts';
export { runApart } from '../handoff/run-child.ts';
export { findProjectRoot, loadPolicy } from '../policy/load.ts';
export { begin } from '../record/begin.ts';
export { refuse } from './refuse.ts';
export { resolve } from './resolve.ts';
