/** What a call would do, as Prisma's engine says, and what the SQL that it carries would do, as it is read here. */
import type { Look } from '../channel/shim-end.ts';
import type { Host } from '../host.ts';
import { isAdditive } from '../sql/is-additive.ts';
import type { Foresight, SqlFinding, SqlScript, Target } from '../types.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';

export interface Sight {
  readonly foresight: Foresight;
  /** Undefined: nobody could read it, or there is none. */
  readonly finding: SqlFinding | undefined;
}

/** After so many milliseconds a line says what is waited for. */
const silence = 2000;

const nothing: SqlFinding = { risk: 'none', stake: [], hazards: [] };

/** What only adds is seen without a reader. */
async function find(
  host: Host,
  main: Target,
  scripts: readonly SqlScript[],
  isWhole: boolean,
): Promise<SqlFinding | undefined> {
  if (!isWhole && scripts.every(({ sql }) => isAdditive(sql))) return nothing;
  const { weigh } = await import('./weigh.ts');
  const timer = setTimeout(() => print(host, note('waiting', 'Counting what the SQL would take away.')), silence);
  try {
    return await weigh(host, main, scripts);
  } finally {
    clearTimeout(timer);
  }
}

/** `isWhole`: what only adds is read as well, for what it does to others. The first time decides. */
export type See = (isWhole?: boolean) => Promise<Sight>;

/** Looks when it is asked first. `main`: the database of the call. */
export function seeOnce(host: Host, main: Target | undefined, look: Look): See {
  let seen: Promise<Sight> | undefined;
  return (isWhole = false) => {
    seen ??= see(host, main, look, isWhole);
    return seen;
  };
}

async function see(host: Host, main: Target | undefined, look: Look, isWhole: boolean): Promise<Sight> {
  const foresight = await look();
  if (!foresight.changes) return { foresight, finding: nothing };
  if (foresight.scripts === undefined || main === undefined) return { foresight, finding: undefined };
  const finding = await find(host, main, foresight.scripts, isWhole);
  if (finding === undefined) return { foresight, finding };
  return { foresight: { ...foresight, mayLose: finding.risk === 'destroy' || finding.risk === 'unknown' }, finding };
}
