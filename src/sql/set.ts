/** A whole set of scripts, in the order in which they would run: what was there before it, and is lost by it. Pure. */
import type { HazardId } from '../../policy/hazards/index.ts';
import { strictestRisk } from '../../policy/risks.ts';
import type { Risk } from '../types.ts';
import { likeType } from './like-type.ts';
import { Made, movesNames } from './made.ts';
import { riskOfEffect } from './risk.ts';
import type { Deed, ServerReading, SqlEffect, SqlObject, SqlStatement } from './script.ts';

export interface PendingScript {
  /** The migration's name; undefined for a script that is none. */
  readonly migration: string | undefined;
  readonly statements: readonly SqlStatement[];
}

/** Where something was seen. */
export interface Place {
  readonly migration: string | undefined;
  readonly statement: SqlStatement;
}

export interface Loss extends Place {
  readonly deed: Deed;
  /** As it was called before the set. */
  readonly object: SqlObject;
  readonly cascades: boolean;
}

export interface HazardInSet extends Place {
  readonly id: HazardId;
  readonly object: SqlObject;
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
  /** Statements that nobody can read; `statement.why` says why. */
  readonly unknown: readonly Place[];
}

export function readSet(scripts: readonly PendingScript[], reading: Pick<ServerReading, 'typeOf'> = {}): SetReading {
  const made = new Made();
  const [losses, hazards, unknown]: [Loss[], HazardInSet[], Place[]] = [[], [], []];
  const [risks, rests]: [Risk[], Risk[]] = [[], []];
  const added: SqlEffect[] = [];
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
        if (effect.deed === 'adds' && effect.object.columns && !isNew({ ...effect.object, columns: undefined }))
          added.push(effect);
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
    hazards: [...renamesAsDrop(losses, added, reading), ...hazards],
    unknown,
  };
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

/** A column that goes and one that comes, in one table, of types that may be one. The same name is a change of type. */
function renamesAsDrop(
  losses: readonly Loss[],
  added: readonly SqlEffect[],
  { typeOf }: Pick<ServerReading, 'typeOf'>,
): HazardInSet[] {
  return losses.flatMap(({ deed, object, migration, statement }) => {
    if (deed !== 'removes' || object.columns === undefined) return [];
    const { name, columns } = object;
    const news = added.filter(({ object: each, columnType }) => {
      const isSameTable = each.name.join('\0') === name.join('\0');
      const types = columns.map((column) => typeOf?.(name, column));
      return (
        isSameTable && types.some((type) => likeType(type, columnType)) && !columns.includes(each.columns?.[0] ?? '')
      );
    });
    return news.map((each) => ({
      id: 'RENAME_AS_DROP' as const,
      object: { ...object, columns: [...columns, ...(each.object.columns ?? [])] },
      migration,
      statement,
    }));
  });
}
