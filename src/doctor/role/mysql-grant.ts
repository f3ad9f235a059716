/** A line of SHOW GRANTS. */
export interface Grant {
  /** `DROP`, `ALL PRIVILEGES`; without lists of columns. Empty where roles are granted. */
  readonly privileges: readonly string[];
  /** Roles that are granted, quoted as the server does it. */
  readonly roles: readonly string[];
  /** As the server writes it, with its own quotes: `app`.*, *.*, `app`.`User`. Empty where roles are granted. */
  readonly on: string;
  /** As the server writes it: `app`@`%`, `a_role`, PUBLIC. */
  readonly to: string;
  /** The role by which the user has it, where the server does not tell it from the user's own. */
  readonly by?: string;
  reaches(database: string): boolean;
}

const quoted = '`(?:[^`]|``)*`';
const place = `(?:\\*\\.\\*|${quoted}\\.(?:\\*|${quoted}))`;
const account = `(?:${quoted}(?:@${quoted})?|PUBLIC)`;
const privilegeLine = new RegExp(`^GRANT (.+?) ON (?:TABLE )?(${place}) TO (${account})`, 's');
const roleLine = new RegExp(`^GRANT (${account}(?:, ?${account})*) TO (${account})`);

/** Undefined for what is neither: SET DEFAULT ROLE, PROXY, rights on routines. */
export function readGrant(line: string): Grant | undefined {
  const text = line.replace(/'((?:[^'\\]|\\.)*)'@'((?:[^'\\]|\\.)*)'/g, '`$1`@`$2`');
  const role = roleLine.exec(text);
  if (role) {
    const roles = role[1]?.match(new RegExp(account, 'g')) ?? [];
    return { privileges: [], roles, on: '', to: role[2] ?? '', reaches: () => false };
  }
  const [, list, on = '', to = ''] = privilegeLine.exec(text) ?? [];
  if (list === undefined) return undefined;
  const privileges = list
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map((word) => word.trim());
  return { privileges, roles: [], on, to, reaches: (database) => reaches(on, database) };
}

/** At the level of a database `_` and `%` are signs of a pattern unless a backslash stands before them. */
function reaches(on: string, database: string): boolean {
  if (on === '*.*') return true;
  const [, name = '', rest] = /^`((?:[^`]|``)*)`\.(.*)$/s.exec(on) ?? [];
  const text = name.replaceAll('``', '`');
  if (rest !== '*') return text === database;
  const form = text.replace(/\\([_%\\])|([_%])|([^\w])/g, (_, kept?: string, sign?: string, other?: string) =>
    kept ? `\\${kept}`.replace('\\_', '_').replace('\\%', '%') : sign === '%' ? '.*' : sign ? '.' : `\\${other}`,
  );
  return new RegExp(`^${form}$`, 's').test(database);
}
