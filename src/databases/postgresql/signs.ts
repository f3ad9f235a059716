import type { Signs } from '../../types.ts';
import { count } from '../signs.ts';
import type { Row } from './session.ts';

/**
 * Somebody who wrote just now from a network that is neither ours nor the server's own: a program beside us, or in a container
 * beside the server, is what every developer has.
 */
const elsewhere = `client_addr IS NOT NULL AND NOT client_addr <<= '127.0.0.0/8' AND client_addr <> '::1'
  AND NOT coalesce(network(set_masklen(client_addr, 24)) IN
    (network(set_masklen(inet_client_addr(), 24)), network(set_masklen(inet_server_addr(), 24))), false)
  AND query ~* '^\\s*(insert|update|delete|merge|copy|commit)'`;

/** A part of the look's one statement, by the server's own statistics: no table is read. */
export const signColumns = `
  (SELECT sum(greatest(s.n_live_tup, c.reltuples::bigint))::text
    FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid) AS signs_rows,
  (SELECT count(*)::text FROM pg_stat_user_tables) AS signs_tables,
  pg_database_size(current_database())::text AS signs_bytes,
  (SELECT count(*)::text FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()) AS signs_sessions,
  (SELECT floor(extract(epoch FROM clock_timestamp() - max(state_change)))::text FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${elsewhere}) AS signs_written`;

export function readSigns(row: Row): Signs {
  return {
    rows: count(row['signs_rows']),
    tables: count(row['signs_tables']),
    bytes: count(row['signs_bytes']),
    sessions: count(row['signs_sessions']),
    writtenSecondsAgo: count(row['signs_written']),
  };
}
