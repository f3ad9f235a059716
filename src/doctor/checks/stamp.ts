import { isProtected } from '../../../policy/matrix.ts';
import { given } from '../../environment/judge-stamp.ts';
import { standingOf } from '../../target/stamp-standing.ts';
import type { Environment, Target } from '../../types.ts';
import type { Check } from '../diagnosis.ts';

/** Whether the database says itself what it is. No stamp is no fault: only that nothing but its address and the policy speak then. */
export function checkStamp(target: Target, environment: Environment): Check {
  const id = 'stamp';
  const standing = standingOf(target);
  const { label } = target;
  switch (standing.kind) {
    case 'own':
      return { id, level: 'ok', says: `${label} is stamped ${given(standing.stamp)}`, fix: [] };
    case 'foreign':
      return {
        id,
        level: 'warn',
        says: `${label} bears a stamp that was given to another database, or by another way: ${given(standing.stamp)}`,
        fix: ['say at a terminal what it is: prisma-interlock stamp production|staging|development|disposable'],
      };
    case 'unread': {
      const level = isProtected(environment.name) ? 'warn' : 'ok';
      return { id, level, says: `the stamp of ${label} is not known: ${standing.why}`, fix: [] };
    }
    case 'none':
      return { id, level: 'ok', says: `${label} is not stamped`, fix: [] };
  }
}
