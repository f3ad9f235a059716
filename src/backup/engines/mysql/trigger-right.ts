import type { Session } from '../../../databases/mysql/session.ts';

/** Without TRIGGER the server shows no trigger, neither to us nor to the dump program, and calls that no error. */
export async function mayUseTriggers(session: Session, schema: string): Promise<boolean> {
  const rows = await session.query('SHOW GRANTS');
  return grantsTriggers(
    rows.map((row) => Object.values(row)[0] ?? ''),
    schema,
  );
}

/** `grants`: lines of SHOW GRANTS, those of active roles among them. Pure. */
export function grantsTriggers(grants: readonly string[], schema: string): boolean {
  return grants.some((line) => {
    const [, rights = '', place = ''] = /^GRANT (.*?) ON (\*|`(?:[^`]|``)*`)\.\* TO /.exec(line) ?? [];
    return /\bALL PRIVILEGES\b|\bTRIGGER\b/.test(rights) && (place === '*' || fits(place.slice(1, -1), schema));
  });
}

/** The name of a schema in a grant is a pattern: `%` any text, `_` one character, a backslash before what is itself. */
function fits(pattern: string, schema: string): boolean {
  const parts = pattern.replaceAll('``', '`').match(/\\.|./gs) ?? [];
  const expression = parts.map((part) => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    return (part.length === 2 ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${expression.join('')}$`, 'is').test(schema);
}
