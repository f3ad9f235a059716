import { stripVTControlCharacters } from 'node:util';
import { withoutUrl } from '../../../policy/first-contact.ts';
import type { Invocation, RealCli } from '../../types.ts';

/** Prisma has no URL, says so in words of its own, and would end the line by them before it reached anything. */
export class NoUrl extends Error {
  override readonly name = 'NoUrl';
}

/** `output`: what the CLI printed when it was asked which database it would use, from the same folder, schema and config. */
export function endsWithoutUrl({ major, version }: RealCli, { command }: Invocation, output: string): boolean {
  const text = stripVTControlCharacters(output);
  const minor = Number(/^\d+\.(\d+)\./.exec(version)?.[1]);
  return withoutUrl.some(
    (known) =>
      known.major === major &&
      (known.minor ?? minor) === minor &&
      (known.commands?.includes(command) ?? true) &&
      known.says.test(text),
  );
}
