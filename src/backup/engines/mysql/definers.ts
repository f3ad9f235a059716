/** Whose rights a view, a trigger, a routine or an event has. Only some roles may name another one than themselves. */
import { name, type Session } from '../../../databases/mysql/session.ts';
import type { Contents, Omission } from '../contract.ts';

type Stored = Contents['objects'][number];

const kinds = ['view', 'trigger', 'function', 'procedure', 'package', 'package body', 'event'];
const clause =
  /^(CREATE (?:OR REPLACE )?(?:ALGORITHM=\w+ )?(?:OR REPLACE )?)DEFINER=(`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)?) /;

/** As SHOW CREATE writes it: `` `app`@`%` ``; undefined where the definition names none. */
export function definerOf(definition: string): string | undefined {
  return clause.exec(definition)?.[2];
}

export function withDefiner(definition: string, definer: string): string {
  return definition.replace(clause, (_, before) => `${before}DEFINER=${definer} `);
}

export async function currentDefiner(session: Session): Promise<string> {
  const [row] = await session.query('select current_user() as who');
  const who = row?.['who'] ?? '';
  const at = who.lastIndexOf('@');
  return `${name(who.slice(0, at))}@${name(who.slice(at + 1))}`;
}

/** Those that this user may not name, found by trying each in a schema that is a copy. */
export async function findForbidden(
  session: Session,
  schema: string,
  definers: Iterable<string | undefined>,
): Promise<string[]> {
  const own = await currentDefiner(session);
  const view = `${name(schema)}.\`prisma-interlock definer\``;
  const forbidden: string[] = [];
  for (const definer of new Set(definers)) {
    if (definer === undefined || definer === own) continue;
    try {
      await session.query(`CREATE DEFINER=${definer} VIEW ${view} AS SELECT 1`);
      await session.query(`DROP VIEW ${view}`);
    } catch (error) {
      const { errno, sqlState } = error as { errno?: number; sqlState?: string };
      if (sqlState === undefined) throw error;
      // ER_SPECIFIC_ACCESS_DENIED_ERROR. Of any other reason the load itself will tell.
      if (errno === 1227) forbidden.push(definer);
    }
  }
  return forbidden;
}

/** Of what contents hold. */
export function definersOf(objects: readonly Stored[]): (string | undefined)[] {
  return objects.filter(({ kind }) => kinds.includes(kind)).map(({ detail }) => definerOf(detail));
}

/** Whatever statements may name. */
export function definersIn(statements: Buffer): string[] {
  return [...statements.toString().matchAll(new RegExp(`DEFINER=(${who})`, 'g'))].map(([, definer = '']) => definer);
}

const who = '`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)?';

/** The line of a dump that names a definer, without it: then it is the user who loads it. */
export function withoutForbidden(line: string, forbidden: readonly string[]): string {
  return line.replace(starts, (whole, before: string, definer: string, after: string) =>
    forbidden.includes(definer) ? before + after.trimStart() : whole,
  );
}

/** As the tools begin a view, a trigger or an event, and a routine. */
const starts = new RegExp(
  `^(/\\*!50013 |/\\*!\\d{5} CREATE\\*/ /\\*!\\d{5} |CREATE (?:OR REPLACE )?)DEFINER=(${who})(\\*/ | )`,
);

/** What is recorded, as it is once the definers that are forbidden have become `own`; and what that makes of it. */
export function withOwnDefiner(
  recorded: readonly Stored[],
  forbidden: readonly string[],
  own: string,
): { objects: Stored[]; omissions: Omission[] } {
  const omissions: Omission[] = [];
  const objects = recorded.map((object) => {
    const definer = definerOf(object.detail);
    if (!kinds.includes(object.kind) || definer === undefined || !forbidden.includes(definer)) return object;
    const why = `its definer ${definer} may not be named by ${own}, who became its definer: that takes SET USER, SUPER or SET_ANY_DEFINER`;
    omissions.push({ kind: object.kind, name: object.name, how: 'weaker', why });
    return { ...object, detail: withDefiner(object.detail, own) };
  });
  return { objects, omissions };
}
