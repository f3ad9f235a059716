import { name, type Session } from '../../../databases/mysql/session.ts';

export type Column = readonly [name: string, type: string];

/**
 * Sums the first 64 bits of every row's hash: a sum does not depend on the order, and counts what is there twice.
 * Long values are hashed first, since a concatenation over max_allowed_packet would be NULL. `from`: SQL.
 */
export async function digestRows(
  session: Session,
  from: string,
  columns: readonly Column[],
): Promise<{ rows: number; digest: string }> {
  const parts = columns.map(([column, type]) => {
    const value = name(column);
    const isLong = /blob|text|json|geo|point|linestring|polygon|binary|vector|bit/.test(type);
    const text = isLong ? `sha2(${value}, 256)` : `cast(${value} as char character set utf8mb4)`;
    return `ifnull(concat(length(${text}), ':', ${text}), 'N')`;
  });
  const [row] = await session.query(`select count(*) as n, cast(ifnull(sum(
      cast(conv(left(sha2(concat_ws(',', ${parts.join(', ')}), 256), 16), 16, 10) as unsigned)), 0) as char) as hash_sum
    from ${from}`);
  const digest = BigInt(row?.['hash_sum'] ?? 0)
    .toString(16)
    .padStart(32, '0');
  return { rows: Number(row?.['n']), digest };
}
