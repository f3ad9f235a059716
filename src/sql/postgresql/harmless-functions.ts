/**
 * Functions that only compute or look, or whose effect is one that nobody misses (a number of a sequence, a lock of this session, a
 * message). Whatever is not listed is code that nobody sees. `test/sql/postgresql/harmless-functions.test.ts` asks a server about each.
 */
const words = (text: string) => text.trim().split(/\s+/);

/** The server itself says that they write nothing: immutable or stable in pg_proc. */
export const computing = words(`
  abbrev abs acos acosd acosh age any_value area array_agg array_append array_cat array_dims array_fill array_length array_lower
  array_ndims array_position array_positions array_prepend array_remove array_replace array_reverse array_sort array_to_json
  array_to_string array_upper ascii asin asind asinh atan atan2 atan2d atand atanh avg bit_and bit_count bit_length bit_or bit_xor
  bool_and bool_or btrim cardinality casefold cbrt ceil ceiling center char_length character_length chr circle clock_timestamp
  col_description concat concat_ws convert convert_from convert_to corr cos cosd cosh cot cotd count covar_pop covar_samp crc32 crc32c
  cume_dist current_catalog current_database current_query current_role current_schema current_schemas current_setting current_user
  date_add date_bin date_part date_subtract date_trunc daterange datemultirange decode degrees dense_rank diagonal diameter div encode
  enum_first enum_last enum_range erf erfc every exp extract factorial family first_value floor format format_type gamma gcd
  generate_series generate_subscripts get_bit get_byte get_current_ts_config getdatabaseencoding has_any_column_privilege
  has_column_privilege has_database_privilege has_function_privilege has_schema_privilege has_sequence_privilege has_table_privilege
  has_type_privilege height host hostmask inet_client_addr inet_client_port inet_merge inet_same_family inet_server_addr
  inet_server_port initcap int4range int8range int4multirange int8multirange is_normalized isclosed isempty isfinite isopen
  json_agg json_agg_strict json_array json_array_elements json_array_elements_text json_array_length json_arrayagg json_build_array
  json_build_object json_each json_each_text json_exists json_extract_path json_extract_path_text json_object json_object_agg
  json_object_keys json_objectagg json_populate_record json_populate_recordset json_query json_scalar json_serialize json_strip_nulls
  json_to_record json_to_recordset json_typeof json_value jsonb_agg jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text
  jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_contains jsonb_delete jsonb_delete_path jsonb_each
  jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object
  jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query
  jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz jsonb_path_query_tz
  jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record
  jsonb_to_recordset jsonb_typeof justify_days justify_hours justify_interval lag last_value lcm lead left length like_escape ln log
  log10 lower lower_inc lower_inf lpad ltrim make_date make_interval make_time make_timestamp make_timestamptz masklen max md5 min
  min_scale mod mode multirange netmask network normalize now nth_value ntile num_nonnulls num_nulls nummultirange numrange
  obj_description octet_length overlaps overlay parse_ident percent_rank percentile_cont percentile_disc pg_backend_pid
  pg_char_to_encoding pg_client_encoding pg_collation_for pg_column_compression pg_column_size pg_conf_load_time pg_current_snapshot
  pg_current_xact_id pg_current_xact_id_if_assigned pg_describe_object pg_encoding_to_char pg_function_is_visible pg_get_constraintdef
  pg_get_expr pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result pg_get_functiondef pg_get_indexdef
  pg_get_keywords pg_get_partkeydef pg_get_ruledef pg_get_serial_sequence pg_get_statisticsobjdef pg_get_triggerdef pg_get_userbyid
  pg_get_viewdef pg_has_role pg_identify_object pg_input_is_valid pg_is_other_temp_schema pg_lsn pg_my_temp_schema
  pg_partition_root pg_postmaster_start_time pg_relation_filenode pg_sequence_parameters pg_size_bytes pg_size_pretty
  pg_table_is_visible pg_timezone_names pg_trigger_depth pg_type_is_visible pg_typeof pg_visible_in_snapshot pg_wal_lsn_diff
  phraseto_tsquery pi plainto_tsquery point polygon position pow power quote_ident quote_literal quote_nullable radians radius
  range_agg range_intersect_agg range_merge rank regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
  regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
  regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number row_security_active row_to_json rpad rtrim scale
  session_user set_bit set_byte set_masklen setweight sha224 sha256 sha384 sha512 shobj_description sign similar_escape
  similar_to_escape sin sind sinh split_part sqrt starts_with statement_timestamp stddev stddev_pop stddev_samp string_agg
  string_to_array string_to_table strip strpos substr substring sum system_user tan tand tanh timezone to_ascii to_bin to_char to_date
  to_hex to_json to_jsonb to_number to_oct to_regclass to_regnamespace to_regproc to_regprocedure to_regrole to_regtype to_timestamp
  to_tsquery to_tsvector json_to_tsvector jsonb_to_tsvector transaction_timestamp translate trim_array trim_scale trunc
  ts_delete ts_filter ts_headline ts_lexize ts_rank ts_rank_cd tsmultirange tsquery_phrase tsrange tstzmultirange tstzrange
  tsvector_to_array txid_current txid_current_if_assigned txid_current_snapshot unistr unnest upper upper_inc upper_inf
  uuid_extract_timestamp uuid_extract_version var_pop var_samp variance version websearch_to_tsquery width width_bucket xmlagg
  xmlcomment xmlconcat2 xmlexists xpath xpath_exists arraycontains arraycontained arrayoverlap textcat text varchar bpchar
  int2 int4 int8 float4 float8 numeric bool date time timetz timestamp timestamptz interval json jsonb uuid name regclass
`);

/** Volatile to the server, and no loss: they differ by call, count on, wait, lock, look at the disk, or tell somebody. */
export const volatile = words(`
  random random_normal setseed timeofday gen_random_uuid uuidv4 uuidv7 nextval currval lastval
  pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all pg_advisory_unlock_shared pg_advisory_xact_lock
  pg_advisory_xact_lock_shared pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock
  pg_try_advisory_xact_lock_shared pg_notify pg_sleep pg_sleep_for pg_sleep_until
  pg_blocking_pids pg_database_size pg_indexes_size pg_relation_size pg_table_size pg_tablespace_size pg_total_relation_size
  pg_current_wal_lsn pg_is_in_recovery pg_last_xact_replay_timestamp pg_partition_ancestors pg_partition_tree pg_sequence_last_value
  pg_xact_commit_timestamp pg_export_snapshot pg_logical_emit_message lo_get lo_create lo_creat lo_from_bytea lo_import
`);

/** Of extensions that many have: pgcrypto, uuid-ossp, unaccent, pg_trgm, citext, hstore, postgis. */
export const ofExtensions = words(`
  crypt digest gen_random_bytes gen_salt hmac armor dearmor pgp_sym_encrypt pgp_sym_decrypt
  uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_url
  unaccent similarity show_trgm word_similarity strict_word_similarity hstore akeys avals skeys svals hstore_to_json hstore_to_jsonb
  gen_ulid ulid st_makepoint st_setsrid st_geomfromtext st_geogfromtext st_point st_astext st_asgeojson st_distance st_dwithin
  st_within st_contains st_intersects st_x st_y st_transform cosine_distance l2_distance inner_product vector_dims
`);

const harmless = new Set([...computing, ...volatile, ...ofExtensions]);

/** As a default they have another value in each row, so the rows are written anew. */
const differing = new Set([...volatile, ...ofExtensions, 'clock_timestamp']);

/** `name`: as it was called, with its schema if one was written. */
export function isHarmless(name: readonly string[]): boolean {
  return isOfTheServer(name) && harmless.has(name.at(-1) ?? '');
}

export function isSteady(name: readonly string[]): boolean {
  return isHarmless(name) && !differing.has(name.at(-1) ?? '');
}

/** Extensions lie in public, or in a schema that hosters give them. */
function isOfTheServer(name: readonly string[]): boolean {
  if (name.length === 1 || name[0] === 'pg_catalog') return true;
  return name.length === 2 && ['public', 'extensions'].includes(name[0] ?? '') && ofExtensions.includes(name[1] ?? '');
}
