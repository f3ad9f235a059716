import { byHand } from './by-hand.ts';
import type { Case } from './case.ts';
import { hidden } from './hidden.ts';
import { prisma } from './prisma.ts';
import { server } from './server.ts';

export const corpus: readonly Case[] = [...prisma, ...byHand, ...hidden, ...server];
