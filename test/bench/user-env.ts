import type { Project } from '../support/project.ts';

/** A project's environment as a user's is: with no compile cache for bare lines. */
export function userEnv({ env }: Pick<Project, 'env'>): Record<string, string> {
  const { NODE_COMPILE_CACHE: _ofTests, ...own } = env;
  return own;
}
