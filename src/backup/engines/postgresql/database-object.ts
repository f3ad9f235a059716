import { literal, name, type Session } from '../../../databases/postgresql/session.ts';
import type { Contents, Dump } from '../contract.ts';

type DumpedObject = Contents['objects'][number];

/** What belongs to the database itself and not to anything in it. pg_restore leaves it to who creates the database. */
interface DatabaseDetail {
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  /** As in pg_database: `c` libc, `i` ICU, `b` builtin. */
  readonly provider: string;
  readonly locale: string | null;
  readonly owner: string;
  readonly limit: number;
  readonly comment: string | null;
  readonly grants: readonly { readonly to: string | null; readonly what: string; readonly grantable: boolean }[];
  readonly settings: readonly { readonly role: string | null; readonly set: string }[];
}

const kind = 'database';

export async function databaseObject(session: Session): Promise<DumpedObject> {
  const [row] = await session.query(`select jsonb_build_object(
    'encoding', pg_encoding_to_char(encoding), 'collate', datcollate, 'ctype', datctype,
    'provider', coalesce(to_jsonb(d)->>'datlocprovider', 'c'),
    'locale', coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale'),
    'owner', pg_get_userbyid(datdba), 'limit', datconnlimit, 'comment', shobj_description(d.oid, 'pg_database'),
    'grants', (select coalesce(jsonb_agg(jsonb_build_object('to', nullif(grantee, 0)::regrole, 'what', privilege_type,
        'grantable', is_grantable) order by grantee <> 0, pg_get_userbyid(grantee), privilege_type), '[]')
      from aclexplode(coalesce(datacl, acldefault('d', datdba)))),
    'settings', (select coalesce(jsonb_agg(jsonb_build_object('role', nullif(setrole, 0)::regrole, 'set', s)
        order by setrole <> 0, pg_get_userbyid(setrole), s), '[]')
      from pg_db_role_setting, unnest(setconfig) s where setdatabase = d.oid)
    ) as detail from pg_database d where datname = current_database()`);
  return { kind, name: '', detail: row?.['detail'] ?? '' };
}

/** Statements for the maintenance database that make an empty database like the one that was dumped. */
export function createLike(dump: Pick<Dump, 'objects'>, database: string): string[] {
  const detail = detailIn(dump);
  const target = name(database);
  return [
    `CREATE DATABASE ${target} TEMPLATE template0 OWNER ${name(detail.owner)} ENCODING ${literal(detail.encoding)}
      LC_COLLATE ${literal(detail.collate)} LC_CTYPE ${literal(detail.ctype)}${locale(detail)} CONNECTION LIMIT ${detail.limit}`,
    ...likeness(detail, target),
    ...settings(detail, target, (setting) => !hindering.test(setting)),
  ];
}

/** Statements for the maintenance database that give a loaded copy all settings that the database had. */
export function settingsLike(dump: Pick<Dump, 'objects'>, database: string): string[] {
  return settings(detailIn(dump), name(database), () => true);
}

/** What would keep a database from being loaded, or end that halfway: whether it may be written to, and time limits. */
const hindering =
  /^(default_transaction_(read_only|isolation|deferrable)|transaction_(read_only|isolation|deferrable)|.*_timeout|role|session_authorization|session_replication_role|temp_file_limit)=/i;

/**
 * Statements for the maintenance database that copy a whole database as its files are. Nobody may be in it then. The
 * server copies what is in it, and not what belongs to the database itself (PostgreSQL's manual, "Template Databases").
 */
export function copyOf(
  dump: Pick<Dump, 'objects'>,
  { from, to, strategy }: { from: string; to: string; strategy: string },
): string[] {
  const detail = detailIn(dump);
  return [
    `CREATE DATABASE ${name(to)} TEMPLATE ${name(from)} OWNER ${name(detail.owner)} CONNECTION LIMIT ${detail.limit}${strategy}`,
    ...likeness(detail, name(to)),
    ...settings(detail, name(to), () => true),
  ];
}

function detailIn(dump: Pick<Dump, 'objects'>): DatabaseDetail {
  const detail = JSON.parse(
    dump.objects.find((object) => object.kind === kind)?.detail ?? 'null',
  ) as DatabaseDetail | null;
  if (!detail) throw new Error('the backup does not say how its database was made');
  return detail;
}

function likeness(detail: DatabaseDetail, target: string): string[] {
  return [
    ...(detail.comment === null ? [] : [`COMMENT ON DATABASE ${target} IS ${literal(detail.comment)}`]),
    `REVOKE ALL ON DATABASE ${target} FROM PUBLIC`,
    ...detail.grants.map(
      ({ to, what, grantable }) =>
        `GRANT ${what} ON DATABASE ${target} TO ${to ?? 'PUBLIC'}${grantable ? ' WITH GRANT OPTION' : ''}`,
    ),
  ];
}

function settings(detail: DatabaseDetail, target: string, isMeant: (set: string) => boolean): string[] {
  return detail.settings
    .filter(({ set }) => isMeant(set))
    .map(({ role, set }) =>
      role === null
        ? `ALTER DATABASE ${target} SET ${assignment(set)}`
        : `ALTER ROLE ${role} IN DATABASE ${target} SET ${assignment(set)}`,
    );
}

function locale(detail: DatabaseDetail): string {
  if (detail.provider === 'i') return ` LOCALE_PROVIDER icu ICU_LOCALE ${literal(detail.locale ?? '')}`;
  if (detail.provider === 'b') return ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${literal(detail.locale ?? '')}`;
  return '';
}

/** Settings that are lists of names are stored quoted, each of their parts is a value of its own (guc.c, GUC_LIST_QUOTE). */
function assignment(set: string): string {
  const at = set.indexOf('=');
  const [setting, value] = [set.slice(0, at), set.slice(at + 1)];
  const isList =
    /^(search_path|temp_tablespaces|(local|session|shared)_preload_libraries|unix_socket_directories)$/.test(setting);
  const quoted = setting.split('.').map(name).join('.');
  if (!isList) return `${quoted} TO ${literal(value)}`;
  const parts = value.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? [];
  return `${quoted} TO ${parts.map((part) => literal(part.replace(/^"|"$/g, '').replaceAll('""', '"'))).join(', ') || "''"}`;
}
