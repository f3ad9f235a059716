/** What would keep a schema from coming back, found by making the like of it, empty, beside. The schema itself is only read. */
import { readAddress } from '../../../databases/mysql/address.ts';
import { reasonOf, restoreFault } from '../../../databases/mysql/faults.ts';
import { literal, name, openSession, type Session } from '../../../databases/mysql/session.ts';
import { byRestorer } from '../by-restorer.ts';
import type { EngineContext, Obstacle } from '../contract.ts';
import { scratchName } from './scratch.ts';
import { mayUseTriggers } from './trigger-right.ts';

/** For the user of the target's URL. Throws `restore-refused` where the server does not answer. */
export async function findObstacles(context: EngineContext): Promise<readonly Obstacle[]> {
  try {
    const address = readAddress(context.host, context.target.url);
    const session = await openSession(context.host, address, undefined);
    try {
      const unseen = (await mayUseTriggers(session, address.database)) ? [] : [unseenTriggers(address)];
      return [...unseen, ...(await rehearse(context, session, address))];
    } finally {
      await session.close().catch(() => {});
    }
  } catch (error) {
    throw restoreFault(error, context);
  }
}

interface Who {
  readonly user: string;
  readonly database: string;
}

async function rehearse(context: EngineContext, session: Session, who: Who): Promise<Obstacle[]> {
  const copy = scratchName(context.owner, who.database);
  try {
    await session.query(`CREATE DATABASE ${name(copy)}`);
  } catch (error) {
    // ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR
    if (![1044, 1045].includes(numberOf(error))) throw error;
    return [noSchema(context, who)];
  }
  try {
    const found: Obstacle[] = [];
    for (const [what, statements] of await likeness(session, who.database, copy)) {
      for (const statement of statements) {
        const denied = await tried(session, statement);
        if (denied === undefined) continue;
        const why = `the user ${who.user} may not make it in a copy (${reasonOf(denied, context)})`;
        found.push({ what, why, next: [byRestorer.replace(/^Or let/, 'Let')], reach: 'part' });
        break;
      }
    }
    return found;
  } finally {
    await session.query(`DROP DATABASE IF EXISTS ${name(copy)}`).catch(() => {});
  }
}

/** Of each kind that the schema has, with each foreign definer, the smallest that there can be. */
async function likeness(session: Session, schema: string, copy: string): Promise<[string, string[]][]> {
  const at = (thing: string) => `${name(copy)}.${name(thing)}`;
  const own = literal(schema);
  const rows = await session.query(`select kind, min(named) as named, cast(count(*) as char) as count, definer,
      definer = current_user() as mine from (
    select 'trigger' as kind, trigger_name as named, definer from information_schema.triggers where trigger_schema = ${own}
    union all select lower(routine_type), routine_name, definer from information_schema.routines where routine_schema = ${own}
    union all select 'view', table_name, definer from information_schema.views where table_schema = ${own}
    ) made group by kind, definer order by kind, definer`);
  const bodies: Readonly<Record<string, (as: string) => string[]>> = {
    view: (as) => [`CREATE ${as} VIEW ${at('v')} AS SELECT 1`, `DROP VIEW ${at('v')}`],
    trigger: (as) => [
      `CREATE TABLE IF NOT EXISTS ${at('t')} (a int)`,
      `CREATE ${as} TRIGGER ${at('g')} BEFORE INSERT ON ${at('t')} FOR EACH ROW SET @a = 1`,
      `DROP TRIGGER ${at('g')}`,
    ],
    function: (as) => [
      `CREATE ${as} FUNCTION ${at('f')}() RETURNS int DETERMINISTIC RETURN 1`,
      `DROP FUNCTION ${at('f')}`,
    ],
    procedure: (as) => [`CREATE ${as} PROCEDURE ${at('p')}() SELECT 1`, `DROP PROCEDURE ${at('p')}`],
  };
  return rows.flatMap(({ kind, named, count, definer, mine }): [string, string[]][] => {
    const body = bodies[kind ?? ''];
    if (!body || !definer) return [];
    const more = Number(count) > 1 ? ` and ${Number(count) - 1} more` : '';
    const of = mine === '1' ? '' : `, defined by ${definer}`;
    return [[`${kind} ${named}${more}${of}`, body(mine === '1' ? '' : `DEFINER = ${account(definer)}`)]];
  });
}

/** `app@%` as a statement takes it; what holds the last `@` is the host. */
function account(definer: string): string {
  const at = definer.lastIndexOf('@');
  return `${name(definer.slice(0, at))}@${name(definer.slice(at + 1))}`;
}

/** The error where rights or the server's settings forbid it; one that has another cause says nothing about the copy. */
async function tried(session: Session, statement: string): Promise<unknown> {
  try {
    await session.query(statement);
    return undefined;
  } catch (error) {
    // ER_DBACCESS_DENIED, ER_TABLEACCESS_DENIED, ER_SPECIFIC_ACCESS_DENIED, ER_PROCACCESS_DENIED, ER_BINLOG_CREATE_ROUTINE_NEED_SUPER
    return [1044, 1142, 1227, 1370, 1419].includes(numberOf(error)) ? error : undefined;
  }
}

function noSchema({ target }: EngineContext, { user, database }: Who): Obstacle {
  const pattern = `${database.slice(0, 40).replace(/[_%]/g, '\\$&')}\\_restore\\_%`;
  return {
    what: target.label,
    why: `a backup is brought back by way of a second schema, and the user ${user} may not create one`,
    next: [`Have an administrator run: GRANT ALL ON ${name(pattern)}.* TO ${literal(user)}@'%';`, byRestorer],
    reach: 'all',
  };
}

function unseenTriggers({ user, database }: Who): Obstacle {
  return {
    what: 'triggers',
    why: `the user ${user} lacks the right TRIGGER, so a backup does not see whether there are any`,
    next: [`Have an administrator run: GRANT TRIGGER ON ${name(database)}.* TO ${literal(user)}@'%';`, byRestorer],
    reach: 'unseen',
  };
}

function numberOf(error: unknown): number {
  return (error as { errno?: number }).errno ?? 0;
}
