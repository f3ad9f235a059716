import type { Evidence } from '../types.ts';

/** Whether somebody has said what it is, where the rest is read out of what it looks like. */
export function isDeclared(said: readonly Evidence[]): boolean {
  return said.some(({ from }) => from === 'policy' || from === 'stamp' || from === 'memory');
}
