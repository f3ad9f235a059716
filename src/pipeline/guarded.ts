/** The steps that only a line with a risk needs: `guard.ts` loads them together, and the fast path never. */
export { raise } from '../classify/raise.ts';
export { findProjectRoot, loadPolicy } from '../policy/load.ts';
export { meetsEngineFirst } from './meets-engine.ts';
export { runGuarded } from './one-start.ts';
export { refuse } from './refuse.ts';
export { resolve } from './resolve.ts';
export { newRun } from './run.ts';
export { settleLine } from './settle-line.ts';
