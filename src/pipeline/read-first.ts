/** Where the SQL of a call is read before anybody is asked about it, and what becomes of one that comes to nothing. */
import { isProtected, matrix } from '../../policy/matrix.ts';
import type { Foresight, Judgement, SqlFinding } from '../types.ts';
import type { See } from './see.ts';

/** `before`: as it is judged by its name. `after`: once its SQL was read, or could not be. */
export async function judgeBySql(
  before: Judgement,
  see: See,
  after: (finding: SqlFinding | undefined) => Judgement,
): Promise<Judgement> {
  if (!isReadFirst(before)) return before;
  const { foresight, finding } = await see(isProtected(before.environment.name));
  return isNothingToAsk(before, foresight) ? { ...before, ...nothingToDo(before) } : after(finding);
}

/** Not where nobody would be asked whatever it says, nor where the answer is no already. */
export function isReadFirst({ classification, environment, decision }: Judgement): boolean {
  if (classification.sql === undefined) return false;
  if (decision.verdict === 'block') return false;
  const { destroy } = matrix[environment.name];
  return decision.verdict !== 'allow' || destroy.verdict !== 'allow' || destroy.backup !== 'none';
}

/** The engine itself says that nothing is to be done: a deploy without a pending migration. */
function isNothingToAsk({ decision }: Judgement, { changes }: Foresight): boolean {
  return !changes && decision.verdict === 'confirm';
}

function nothingToDo({ classification, decision }: Judgement): Pick<Judgement, 'classification' | 'decision'> {
  return {
    classification: { ...classification, risk: 'none', effect: 'Runs SQL, and there is none to run.' },
    decision: { ...decision, verdict: 'allow', confirm: 'none', backup: 'none' },
  };
}
