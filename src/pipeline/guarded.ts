/** The steps that only a line with a risk needs: `guard.ts` loads them together, and the fast path never. */
export { findProjectRoot, loadPolicy } from '../policy/load.ts';
export { judgeAt, judgeRead } from './judge-at.ts';
export { meetsEngineFirst } from './meets-engine.ts';
export { runGuarded } from './one-start.ts';
export { isReadFirst, judgeBySql } from './read-first.ts';
export { refuse } from './refuse.ts';
export { resolve } from './resolve.ts';
export { newRun } from './run.ts';
export { settleLine } from './settle-line.ts';
