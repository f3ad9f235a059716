import { strictestRisk } from '../../policy/risks.ts';
import type { Classification, Environment, Resolution, ShadowFinding } from '../types.ts';
import { inPlace } from './classify.ts';

const shadowAdvice = [
  'Name a database as the shadow database that exists for nothing else, or name none: then Prisma makes one by itself, and drops it.',
  '`prisma migrate status` compares the history without a shadow database.',
];

interface Seen {
  readonly shadow: ShadowFinding | undefined;
  readonly resolution: Resolution;
  readonly environment: Environment;
}

/** What only the databases themselves show, and the SQL that is sent to them. */
export function raise(typed: Classification, seen: Seen): Classification {
  return withNeighbours(raiseByShadow(typed, seen), seen.resolution);
}

/** What its SQL does to databases that it is not sent to: the strictest counts. */
function withNeighbours(classification: Classification, { targets, isElsewhere }: Resolution): Classification {
  const others = targets.flatMap(({ label, named }) => (named ? [{ label, risk: named.risk }] : []));
  if (others.length === 0 && !isElsewhere) return classification;
  const risks = [classification.risk, ...others.map(({ risk }) => risk), ...(isElsewhere ? ['unknown' as const] : [])];
  const labels = [
    ...new Set(others.map(({ label }) => label)),
    ...(isElsewhere ? ['a database that is not known'] : []),
  ];
  const isLoss = ['destroy', 'unknown'].includes(strictestRisk(risks.slice(1)));
  return {
    ...classification,
    risk: strictestRisk(risks),
    ...(isLoss && { takesElsewhere: true as const }),
    effect: `${classification.effect} Its SQL touches ${labels.join(' and ')} as well.`,
    instead: [neighbourAdvice, ...classification.instead],
    mainRisk: classification.mainRisk ?? classification.risk,
  };
}

const neighbourAdvice =
  'Keep what is meant for another database out of this script: in one of its own, with the URL of that database, it is judged and backed up there.';

/**
 * A shadow database is emptied: where it holds rows that is a loss, and where it holds none, or there is none, a command that
 * reaches nothing else has nothing to lose.
 */
function raiseByShadow(typed: Classification, { shadow, resolution, environment }: Seen): Classification {
  const classification = inPlace(typed, environment);
  const reachesShadow = classification.reach === 'shadow';
  if (shadow !== undefined && shadow.kind !== 'harmless') {
    return {
      ...classification,
      risk: 'destroy',
      effect: `${classification.effect} ${shadow.why}`,
      instead: shadowAdvice,
      ...(!reachesShadow && { mainRisk: classification.risk }),
      ...(shadow.kind === 'refused' && { isRefused: true }),
    };
  }
  const isNone = resolution.targets.every(({ role }) => role === 'neighbour');
  if (reachesShadow && isNone && (resolution.problem === undefined || resolution.isElsewhere)) {
    const where = shadow?.why ?? 'There is no shadow database that it could empty.';
    return { ...classification, risk: 'none', effect: `Reads migrations. ${where}` };
  }
  return classification;
}
