import type { Grammars } from '../../policy/grammar/index.ts';
import type { Invocation, Program } from '../types.ts';
import { readGetopt } from './getopt.ts';
import { readLevels } from './levels.ts';
import { type Reading, unreadable } from './reading.ts';
import { readRoute } from './routes.ts';

/**
 * Says what was typed, as the program that will run reads it. Never throws.
 * `major`: of the Prisma CLI that will run; undefined where it could not be told, and for `dropdb`.
 */
export function parse(
  program: Program,
  major: number | undefined,
  argv: readonly string[],
  grammars: Grammars,
): Invocation {
  return { program, major, argv, ...read(program, major, argv, grammars) };
}

function read(program: Program, major: number | undefined, argv: readonly string[], grammars: Grammars): Reading {
  if (program === 'dropdb') return readGetopt(argv, grammars.dropdb);
  const levels = major === undefined ? undefined : grammars.levels[major];
  if (levels) return readLevels(argv, levels);
  const routes = major === undefined ? undefined : grammars.routes[major];
  if (routes) return readRoute(argv, routes);
  return unreadable(
    '',
    major === undefined ? 'the version of this Prisma is not known' : `Prisma ${major} is not known`,
  );
}
