/** What a statement does, as the readers of SQLite and MySQL put it together. */
import { isStricterRisk } from '../../policy/risks.ts';
import type { Risk } from '../types.ts';
import type { Deed, ObjectType, SeenHazard, SqlEffect, SqlObject } from './script.ts';

export interface Finding {
  readonly risk: Risk;
  readonly effects: readonly SqlEffect[];
  readonly hazards: readonly SeenHazard[];
  readonly why?: string | undefined;
}

export const object = (type: ObjectType, name: readonly string[], columns?: readonly string[]): SqlObject => ({
  type,
  name,
  ...(columns && { columns }),
});

export const harmless: Finding = { risk: 'none', effects: [], hazards: [] };

export const changes = (deed: Deed, target: SqlObject, ...hazards: SeenHazard['id'][]): Finding => ({
  risk: deed === 'adds' ? 'none' : 'change',
  effects: [{ deed, object: target }],
  hazards: hazards.map((id) => ({ id, object: target })),
});

/** With the hazard that belongs to the deed. */
export function destroys(deed: Deed, target: SqlObject, more: Partial<SqlEffect> = {}): Finding {
  const id = deed === 'overwrites' ? 'OVERWRITES_DATA' : deed === 'narrows' ? 'NARROWS_TYPE' : 'DELETES_DATA';
  return { risk: 'destroy', effects: [{ deed, object: target, ...more }], hazards: [{ id, object: target }] };
}

export const unknown = (why: string, effects: readonly SqlEffect[] = []): Finding => ({
  risk: 'unknown',
  effects,
  hazards: [],
  why,
});

/** Code that is not in the text. */
export const runs = (type: ObjectType, name: readonly string[], why: string): Finding => {
  const target = object(type, name);
  return { ...unknown(why, [{ deed: 'runs', object: target }]), hazards: [{ id: 'RUNS_UNSEEN_CODE', object: target }] };
};

/** All that they do, at the strictest of their risks. */
export function together(...findings: readonly Finding[]): Finding {
  let worst = harmless;
  const why = findings.find((finding) => finding.why !== undefined)?.why;
  for (const finding of findings) if (isStricterRisk(finding.risk, worst.risk)) worst = finding;
  return {
    risk: worst.risk,
    effects: findings.flatMap(({ effects }) => effects),
    hazards: findings.flatMap(({ hazards }) => hazards),
    ...(why !== undefined && { why }),
  };
}

/** As it is, where what it touches was made by the same script and holds nothing of before. */
export const asChange = (finding: Finding): Finding =>
  finding.risk === 'destroy' ? { ...finding, risk: 'change', hazards: [] } : finding;
