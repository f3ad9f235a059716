/** Long series of cases: `npm run sweep` runs them whole, any other run a share of each, the same one every time. */
export const isWhole = process.env['SWEEP'] === 'whole';

/** The numbers from 1 to `last`: all of them, or every `step`th, the first and the last. */
export function swept(last: number, step: number): number[] {
  const all = Array.from({ length: last }, (_, index) => index + 1);
  return isWhole ? all : all.filter((nth) => nth % step === 1 || nth === last);
}

/** All of them, or every `step`th, the first among them. */
export function share<Case>(cases: readonly Case[], step: number): Case[] {
  return cases.filter((_, index) => isWhole || index % step === 0);
}

/** All of them, or one: another one for each `turn`, so that many series share them out. */
export function oneOf<Case>(cases: readonly Case[], turn: number): readonly Case[] {
  const at = turn % cases.length;
  return isWhole ? cases : cases.slice(at, at + 1);
}
