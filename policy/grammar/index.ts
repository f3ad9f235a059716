import { dropdb } from './dropdb.ts';
import { prisma5 } from './prisma5.ts';
import { prisma6 } from './prisma6.ts';
import { prisma7 } from './prisma7.ts';
import { prisma8 } from './prisma8.ts';
import type { GetoptGrammar, LevelGrammar, RouteGrammar } from './types.ts';

export interface Grammars {
  readonly levels: Readonly<Record<number, LevelGrammar>>;
  readonly routes: Readonly<Record<number, RouteGrammar>>;
  readonly dropdb: GetoptGrammar;
}

export const grammars: Grammars = {
  levels: { 5: prisma5, 6: prisma6, 7: prisma7 },
  routes: { 8: prisma8 },
  dropdb,
};
