/** Names of types that mean the same, on whichever server: what it writes itself, and what its parser makes of it. */
const spellings: Readonly<Record<string, string>> = {
  'character varying': 'text',
  varchar: 'text',
  character: 'text',
  char: 'text',
  bpchar: 'text',
  citext: 'text',
  tinytext: 'text',
  mediumtext: 'text',
  longtext: 'text',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  int: 'integer',
  smallint: 'integer',
  bigint: 'integer',
  tinyint: 'integer',
  mediumint: 'integer',
  serial: 'integer',
  bigserial: 'integer',
  smallserial: 'integer',
  decimal: 'numeric',
  float4: 'real',
  float8: 'real',
  float: 'real',
  double: 'real',
  'double precision': 'real',
  bool: 'boolean',
  json: 'jsonb',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  'timestamp without time zone': 'datetime',
  'timestamp with time zone': 'datetime',
};

/** Whether what stands in one column could stand in the other. A type that is not known could be any. */
export function likeType(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  const families = [familyOf(one), familyOf(other)];
  return families[0] === families[1] || (families.includes('jsonb') && [one, other].some(isLongText));
}

/** What MariaDB makes of JSON. */
const isLongText = (type: string) => /^longtext\b/i.test(type);

function familyOf(type: string): string {
  const isArray = type.endsWith('[]');
  // What MySQL makes of BOOLEAN.
  if (/^tinyint\(1\)$/i.test(type)) return 'boolean';
  const name = type
    .toLowerCase()
    .replace(/\[\]$|\([^)]*\)|\b(?:unsigned|zerofill)\b|"/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const last = name.split('.').at(-1) ?? name;
  return `${spellings[last] ?? last}${isArray ? '[]' : ''}`;
}
