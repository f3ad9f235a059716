/**
 * In which order a restore puts the columns of a table that inherits: those of its parents first, as these have them, then
 * its own (tablecmds.c, MergeAttributes). A column that a parent got later stands at the end in the original. A partition
 * is dumped as a table of its own, and keeps its order.
 *
 * `inherited` has a row for each table whose columns stand otherwise: `relid`, `names` in the order after a restore.
 */
export const inheritedOrder = `steps(relid, column_name, path, at) as (
  select attrelid, attname, '{}'::int[], attrelid from pg_attribute join rel on rel.oid = attrelid
  where relkind in ('r', 'f') and not relispartition and attnum > 0 and not attisdropped
    and exists (select from pg_inherits where inhrelid = attrelid)
  union all
  select relid, column_name, path || inhseqno, inhparent from steps, lateral (
    select inhseqno, inhparent from pg_inherits join pg_attribute on attrelid = inhparent and attname = column_name
    where inhrelid = at and not attisdropped order by inhseqno limit 1) first
), inherited(relid, names) as (
  select relid, array_agg(column_name order by place) from (
    select distinct on (relid, column_name) relid, column_name, own.attnum, path || 2147483647 || source.attnum::int as place
    from steps join pg_attribute source on source.attrelid = at and source.attname = column_name
    join pg_attribute own on own.attrelid = relid and own.attname = column_name
    order by relid, column_name, cardinality(path) desc) placed
  group by relid having array_agg(column_name order by place) <> array_agg(column_name order by attnum)
)`;
