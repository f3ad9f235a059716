import path from 'node:path';

/** A folder and all above it, nearest first. */
export function upward(start: string): string[] {
  const above = path.dirname(start);
  return above === start ? [start] : [start, ...upward(above)];
}

/** The first folder from `start` upward that has it. */
export function nearestFolder(start: string, has: (folder: string) => boolean): string | undefined {
  return upward(start).find(has);
}
