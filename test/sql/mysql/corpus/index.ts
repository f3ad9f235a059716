import { rows } from './rows.ts';
import { tables } from './tables.ts';

export const corpus = [...tables, ...rows];
