/** A whole set of scripts, in the order in which they would run: what was there before it, and is lost by it. Pure. */
import type { HazardId } from '../../policy/hazards/index.ts';
import { strictestRisk } from '../../policy/risks.ts';
import type { Risk } from '../types.ts';
import type { Loss, Place } from './loss.ts';
import { Made, movesNames } from './made.ts';
import { type ColumnAdded, type Rename, renamedColumns, type TableMade } from './renames.ts';
import { riskOfEffect } from './risk.ts';
import type { ServerReading, SqlEffect, SqlObject, SqlStatement } from './script.ts';

export interface PendingScript {
  /** The migration's name; undefined for a script that is none. */
  readonly migration: string | undefined;
  readonly statements: readonly SqlStatement[];
}

export interface HazardInSet extends Place {
  readonly id: HazardId;
  readonly object: SqlObject;
  /** Of a RENAME_AS_DROP. */
  readonly rename?: Rename;
}

export interface SetReading {
  readonly risk: Risk;
  /** The same where `losses` hold nothing. */
  readonly rest: Risk;
  /** Somewhere in it names begin to mean other things, so that `losses` may not be what is called so now. */
  readonly movesNames: boolean;
  /** Of what was there before the set. */
  readonly losses: readonly Loss[];
  readonly hazards: readonly HazardInSet[];
  /** Empty tables, under the names that they have afterwards. */
  readonly made: readonly TableMade[];
  /** Statements that nobody can read; `statement.why` says why. */
  readonly unknown: readonly Place[];
}

export function readSet(scripts: readonly PendingScript[], reading: Pick<ServerReading, 'typeOf'> = {}): SetReading {
  const made = new Made();
  const [losses, hazards, unknown]: [Loss[], HazardInSet[], Place[]] = [[], [], []];
  const [risks, rests]: [Risk[], Risk[]] = [[], []];
  const added: ColumnAdded[] = [];
  let tables: readonly TableMade[] = [];
  for (const { migration, statements } of scripts) {
    for (const statement of statements) {
      const place = { migration, statement };
      const isNew = (object: SqlObject) => made.has(object);
      hazards.push(...statement.hazards.filter(({ object }) => !isNew(object)).map((seen) => ({ ...seen, ...place })));
      const own = statement.effects.map((effect) => {
        const lost = lossesOf(effect, made);
        losses.push(
          ...lost.map((object) => ({ ...place, deed: effect.deed, object, cascades: effect.cascades === true })),
        );
        if (effect.deed === 'adds' && effect.object.columns && !isNew({ ...effect.object, columns: undefined })) {
          added.push({ ...place, object: made.original(effect.object), type: effect.columnType });
        }
        tables = afterwards(tables, effect, place);
        const risk = riskInSet(effect, lost, made);
        made.note(effect);
        rests.push(lost.length > 0 ? 'change' : risk);
        return risk;
      });
      if (statement.risk === 'unknown' || statement.why !== undefined) unknown.push(place);
      risks.push(...own, ownRisk(statement));
      rests.push(ownRisk(statement));
      made.forgetAt(statement);
    }
  }
  return {
    risk: strictestRisk(risks),
    rest: strictestRisk(rests),
    movesNames: scripts.some(({ statements }) => statements.some(movesNames)),
    losses,
    hazards: [...renamedColumns(losses, added, reading.typeOf).map(asHazard), ...hazards],
    made: tables,
    unknown,
  };
}

/** What is left of the tables that were made, once that has happened. */
function afterwards(
  tables: readonly TableMade[],
  { deed, object, to, made, perhaps }: SqlEffect,
  place: Place,
): readonly TableMade[] {
  if (object.type !== 'table' || object.columns) return tables;
  if (deed === 'adds') return made && !perhaps ? [...tables, { ...place, object, columns: made }] : tables;
  const key = object.name.join('\0');
  const others = tables.filter((each) => each.object.name.join('\0') !== key);
  return deed === 'removes' || deed === 'adds rows' || (deed === 'renames' && to) ? others : tables;
}

/** What the reader says beyond the effects that it lists. */
function ownRisk({ risk, effects, why }: SqlStatement): Risk {
  if (why !== undefined) return 'unknown';
  const listed = strictestRisk(effects.map(riskOfEffect));
  return strictestRisk([risk, listed]) === listed ? 'none' : risk;
}

/** Things that were there before, as they were called. */
function lossesOf(effect: SqlEffect, made: Made): SqlObject[] {
  if (riskOfEffect(effect) !== 'destroy' || isOurs(effect, made)) return [];
  const left = effect.deed === 'removes' ? made.leftBehind(effect.object) : undefined;
  if (left === undefined) return [made.original(effect.object)];
  return left.length === 0 ? [] : [made.original({ ...effect.object, columns: left })];
}

function riskInSet(effect: SqlEffect, lost: readonly SqlObject[], made: Made): Risk {
  const risk = riskOfEffect(effect);
  if (risk === 'destroy') return lost.length > 0 ? 'destroy' : isOurs(effect, made) ? 'none' : 'change';
  return risk === 'change' && isOurs(effect, made) ? 'none' : risk;
}

/** A column of a table that stays may hang on a type that was made here, and goes with it. */
function isOurs({ object, cascades, deed }: SqlEffect, made: Made): boolean {
  const takesOthers = cascades === true && (deed === 'removes rows' || !['table', 'schema'].includes(object.type));
  return !takesOthers && made.has(object);
}

/** As a hazard: the old name first, then what it may be called now. */
export function asHazard(rename: Rename): HazardInSet {
  const { from, to, migration, statement } = rename;
  const columns = from.columns && [...from.columns, ...to.flatMap(({ object }) => object.columns ?? [])];
  return { id: 'RENAME_AS_DROP', object: { ...from, ...(columns && { columns }) }, migration, statement, rename };
}
