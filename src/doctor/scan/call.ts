import type { Program } from '../../types.ts';

/** What a command of a script does that concerns us. */
export type Call =
  | {
      readonly kind: 'prisma';
      readonly program: Program;
      readonly argv: readonly string[];
      /** `plain`: the project's own program. `fetched`: one from the registry. `file`: the entry file by its path. */
      readonly route: 'plain' | 'fetched' | 'file';
      /** What stands behind the `@`: `5`, `latest`. */
      readonly version: string | undefined;
    }
  /** Runs a script of package.json. */
  | { readonly kind: 'script'; readonly name: string }
  /** Installs a Prisma for the whole machine. */
  | { readonly kind: 'global' }
  /** Installs the project's packages and lets no script run. */
  | { readonly kind: 'no-scripts' }
  /** A text that names Prisma and could not be read as what it should be: what it calls is not known. */
  | { readonly kind: 'unread' };
