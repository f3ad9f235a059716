/**
 * Databases that the server let become what it does not let be made again. From PostgreSQL 17 on it makes an index by a
 * function that finds others by a path only while that function has a path of its own.
 */

export interface LadderCase {
  readonly name: string;
  /** As the database's owner; with `admin` as a superuser, after it. */
  readonly sql: string;
  readonly admin?: string;
  /** What the copy has otherwise: kind, name, how. */
  readonly omissions: readonly string[];
  /** Where PostgreSQL 18 can do more. */
  readonly omissionsFrom18?: readonly string[];
  /** Lines that a schema dump has before alone, and after alone. Sorted; blank lines and comments left out. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** Tables of which rows come back with other values. */
  readonly otherRows?: readonly string[];
  /** Runs in the restored database, and must not fail. */
  readonly works?: string;
}

const unaccent = 'create extension unaccent;';

export const ladderCases: readonly LadderCase[] = [
  {
    name: 'a check that was true when the row was written',
    sql: `create table invitation(expires timestamptz check (expires > now()));
      insert into invitation values (now() + '0.2 second'); select pg_sleep(0.3);`,
    omissions: ['constraint public.invitation.invitation_expires_check weaker'],
  },
  {
    name: 'the same below a partitioned table, with a comment, and on a table that inherits it and has it of its own',
    sql: `create table visit(day date, at timestamptz constraint fresh check (at > now())) partition by range (day);
      comment on constraint fresh on visit is 'fresh when written';
      create table visit_2024 partition of visit for values from ('2024-01-01') to ('2025-01-01');
      create table visit_2025 partition of visit for values from ('2025-01-01') to ('2026-01-01');
      insert into visit values ('2024-03-01', now() + '0.2 second');
      create table base(id int, at timestamptz, constraint later check (at > now()));
      create table child(constraint later check (at > now()), constraint small check (id < 10)) inherits (base);
      insert into child values (1, now() + '0.2 second'); select pg_sleep(0.3);`,
    omissions: [
      'constraint public.base.later weaker',
      'constraint public.child.later weaker',
      'constraint public.visit.fresh weaker',
      'constraint public.visit_2024.fresh weaker',
      'constraint public.visit_2025.fresh weaker',
    ],
  },
  {
    name: 'a check whose function names a table without its schema',
    sql: `create table allowed(code text primary key); insert into allowed values ('a');
      create function ok(text) returns boolean language plpgsql stable as $$ begin return exists (select 1 from allowed where code = $1); end $$;
      create table item(id int primary key, code text check (ok(code))); insert into item values (1, 'a');`,
    omissions: [],
  },
  {
    name: 'a check that reads a table which is loaded later, and one that its rows have broken since',
    sql: `create table zone(code text primary key); insert into zone values ('a'), ('b');
      create function known(text) returns boolean language sql stable as $$ select exists (select from public.zone where code = $1) $$;
      create table address(id int primary key, code text check (public.known(code))); insert into address values (1, 'a');
      create table block(id int primary key, code text check (public.known(code))); insert into block values (1, 'b');
      delete from zone where code = 'b';`,
    omissions: ['constraint public.block.block_code_check weaker'],
  },
  {
    name: 'domains whose checks rows break, and one that none breaks',
    sql: `create domain soon as timestamptz constraint future check (value > now());
      create domain positive as int check (value > 0);
      create table task(id positive, at soon);
      comment on constraint future on domain soon is 'when written';
      insert into task values (1, now() + '0.2 second'); select pg_sleep(0.3);`,
    omissions: ['constraint public.soon.future weaker'],
  },
  {
    name: 'a stored generated column that calls an extension without its schema',
    sql: `${unaccent} create function slug(v text) returns text language plpgsql immutable as $$ begin return lower(unaccent(v)); end $$;
      create table "Article"(id serial primary key, title text, slug text generated always as (slug(title)) stored);
      insert into "Article"(title) select 'Crème ' || i from generate_series(1, 50) i;`,
    omissions: [],
  },
  {
    name: 'the same with a path of the database, a schema that has to be quoted, and a check, a default and a trigger beside it',
    sql: `create schema "My Tools"; create schema app; create extension unaccent schema "My Tools";
      do $$ begin execute format('alter database %I set search_path = app, "My Tools", public', current_database()); end $$;
      set search_path = app, "My Tools", public;
      create function slug(v text) returns text language sql immutable as $$ select lower(unaccent('unaccent', v)) $$;
      create function touch() returns trigger language plpgsql as $$ begin new.title := trim(new.title); return new; end $$;
      create table page(id serial primary key, title text check (slug(title) <> ''), slug text generated always as (slug(title)) stored);
      create trigger touch before insert on page for each row execute function touch();
      insert into page(title) values ('Été'), ('Août');`,
    omissions: [],
    works: `insert into app.page(title) values ('Noël')`,
  },
  {
    name: 'an index on a function that calls another without its schema',
    sql: `${unaccent} create function f_unaccent(text) returns text language sql immutable as $$ select unaccent('unaccent', $1) $$;
      create table person(id int primary key, name text); insert into person values (1, 'José');
      alter function f_unaccent set search_path = public; create index on person (f_unaccent(name));
      alter function f_unaccent reset search_path;`,
    omissions: [],
  },
  {
    name: 'the same below a partitioned table, unique, in part, and with statistics, by a path of the database',
    sql: `create schema tools; create function tools.half(int) returns int language sql immutable as $$ select $1 / 2 $$;
      do $$ begin execute format('alter database %I set search_path = public, tools', current_database()); end $$;
      set search_path = public, tools;
      create function quarter(int) returns int language sql immutable as $$ select half(half($1)) $$;
      create table reading(id int, at int) partition by range (id);
      create table reading_1 partition of reading for values from (0) to (100);
      alter function quarter set search_path = public, tools; create index on reading (quarter(at)); create unique index on reading_1 (quarter(id * 4)) where quarter(at) > 0;
      create statistics on_quarter on quarter(at), id from reading_1;
      insert into reading select i, 4 * i from generate_series(1, 20) i; analyze reading;
      alter function quarter reset search_path;`,
    omissions: [],
    works: 'set enable_seqscan = off; select from reading where quarter(at) = 3',
  },
  {
    name: 'two equal values under an index that is marked unique',
    sql: `create table account(id int, email text); insert into account values (1, 'a'), (2, 'b'), (3, 'a');
      create index account_email on account(email); comment on index account_email is 'by mail';`,
    admin: `update pg_index set indisunique = true where indexrelid = 'account_email'::regclass;`,
    omissions: ['index public.account_email weaker'],
    before: ['CREATE UNIQUE INDEX account_email ON public.account USING btree (email);'],
    after: ['CREATE INDEX account_email ON public.account USING btree (email);'],
  },
  {
    name: 'equal values under a primary key, with a view that is grouped by it, one on top of that, and a key that refers to it',
    sql: `create table person(id int primary key, name text); insert into person values (1, 'Ada'), (2, 'Bo');
      comment on constraint person_pkey on person is 'who';
      create view by_person as select id, name, count(*) from person group by id;
      create view names as select name from by_person; comment on view names is 'on top';
      create table letter(id int primary key, person_id int references person); insert into letter values (1, 1), (2, 2);`,
    admin: `set enable_indexscan = off; set enable_bitmapscan = off;
      update pg_index set indisready = false, indisvalid = false where indexrelid = 'person_pkey'::regclass;
      insert into person values (1, 'Eve');
      update pg_index set indisready = true, indisvalid = true where indexrelid = 'person_pkey'::regclass;`,
    omissions: [
      'access to relation public.by_person left-out',
      'access to relation public.names left-out',
      'comment person_pkey on public.person (table constraint) left-out',
      'comment public.names (view) left-out',
      'constraint public.letter.letter_person_id_fkey left-out',
      'constraint public.person.person_pkey left-out',
      'index public.person_pkey weaker',
      'view public.by_person left-out',
      'view public.names left-out',
    ],
  },
  {
    name: 'equal values under a unique constraint with names that have to be quoted, included columns, and the table known by it',
    sql: `create table "Odd, (Name)"("Key, (a)" int not null, "b""c" text not null, extra int, constraint "U, (x)" unique ("Key, (a)", "b""c") include (extra));
      alter table "Odd, (Name)" replica identity using index "U, (x)";
      insert into "Odd, (Name)" values (1, 'x', 1), (2, 'x', 2);`,
    admin: `update pg_index set indisready = false where indexrelid = '"U, (x)"'::regclass;
      insert into "Odd, (Name)" values (1, 'x', 3);
      update pg_index set indisready = true where indexrelid = '"U, (x)"'::regclass;`,
    omissions: [
      'constraint public."Odd, (Name)"."U, (x)" left-out',
      'index public."U, (x)" weaker',
      'table public."Odd, (Name)" weaker',
    ],
  },
  {
    name: 'an exclusion constraint that rows break',
    sql: `create table booking(room int, during int4range, gone boolean, exclude using gist (during with &&) where (not gone));
      insert into booking values (1, '[1,5)', false), (2, '[7,9)', false);`,
    admin: `update pg_index set indisready = false where indexrelid = 'booking_during_excl'::regclass;
      insert into booking values (1, '[2,3)', false);
      update pg_index set indisready = true where indexrelid = 'booking_during_excl'::regclass;`,
    omissions: ['constraint public.booking.booking_during_excl left-out', 'index public.booking_during_excl weaker'],
  },
  {
    name: 'a foreign key that rows break, and one that they do not',
    sql: `create table shop(id int primary key); insert into shop values (1);
      create table sale(id int primary key, shop_id int references shop, other_id int references shop); insert into sale values (1, 1, 1);`,
    admin: `set session_replication_role = replica; insert into sale values (2, 9, 1);`,
    omissions: ['constraint public.sale.sale_shop_id_fkey weaker'],
  },
  {
    name: 'a foreign key of a partitioned table that rows of one partition break',
    sql: `create table customer(id int primary key); insert into customer values (1);
      create table orders(id int, customer_id int references customer, day date) partition by range (day);
      create table orders_2024 partition of orders for values from ('2024-01-01') to ('2025-01-01');
      create table orders_2025 partition of orders for values from ('2025-01-01') to ('2026-01-01');
      insert into orders values (1, 1, '2024-03-01'), (2, 1, '2025-03-01');`,
    admin: `set session_replication_role = replica; insert into orders values (3, 9, '2025-03-01');`,
    omissions: [
      'constraint public.orders.orders_customer_id_fkey left-out',
      'constraint public.orders_2025.orders_customer_id_fkey weaker',
    ],
    omissionsFrom18: [
      'constraint public.orders.orders_customer_id_fkey weaker',
      'constraint public.orders_2024.orders_customer_id_fkey weaker',
      'constraint public.orders_2025.orders_customer_id_fkey weaker',
    ],
  },
  {
    name: 'a primary key of a partitioned table that rows of one partition break',
    sql: `create table event(id int, day date, primary key (id, day)) partition by range (day);
      create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');
      create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01');
      insert into event values (1, '2024-03-01'), (1, '2025-03-01');`,
    admin: `update pg_index set indisready = false where indexrelid = 'event_2025_pkey'::regclass;
      insert into event values (1, '2025-03-01');
      update pg_index set indisready = true where indexrelid = 'event_2025_pkey'::regclass;`,
    omissions: [
      'constraint public.event_2025.event_2025_pkey left-out',
      'index public.event_2025_pkey weaker',
      'index public.event_pkey weaker',
    ],
  },
  {
    name: 'a materialized view that calls a function without its schema, and one on top of it',
    sql: `create table word(v text); insert into word values ('x');
      create function twice(text) returns text language sql as $$ select $1 || $1 $$;
      create function four(text) returns text language plpgsql as $$ begin return twice(twice($1)); end $$;
      alter function four set search_path = public; create materialized view words as select four(v) as v from word; create unique index on words (v);
      create materialized view more_words as select v || 'y' as v from words;
      alter function four reset search_path;`,
    omissions: [],
    works: `do $$ begin if (select v from more_words) <> 'xxxxy' then raise 'other words'; end if; end $$`,
  },
  {
    name: 'a materialized view that raises now, and what hangs on it',
    sql: `create function risky() returns int language plpgsql as $$ begin return 1; end $$;
      create materialized view risk as select risky() as r; create index on risk (r);
      create materialized view on_risk as select r from risk; comment on materialized view on_risk is 'hangs';
      create or replace function risky() returns int language plpgsql as $$ begin raise 'not any more'; end $$;`,
    omissions: ['materialized view public.on_risk weaker', 'materialized view public.risk weaker'],
    otherRows: ['public.on_risk', 'public.risk'],
  },
  {
    name: 'a generated column whose function has changed',
    sql: `create function price(int) returns int language sql immutable as $$ select $1 * 2 $$;
      create table offer(id int primary key, net int, gross int generated always as (price(net)) stored);
      create table same(id int primary key, net int, gross int generated always as (net + 1) stored);
      insert into offer values (1, 10), (2, 20); insert into same values (1, 10);
      create or replace function price(int) returns int language sql immutable as $$ select $1 * 3 $$;`,
    omissions: ['table public.offer other-value'],
    otherRows: ['public.offer'],
  },
  {
    name: 'a database that is read-only and has limits of time, with settings of a role in it',
    sql: `create table t(id int primary key); insert into t values (1);
      do $$ begin
        execute format('alter role current_user in database %I set statement_timeout = %L', current_database(), '1min');
        execute format('alter database %I set idle_in_transaction_session_timeout = %L', current_database(), '5min');
        execute format('alter database %I set default_transaction_isolation = %L', current_database(), 'serializable');
        execute format('alter database %I set default_transaction_read_only = on', current_database());
      end $$;`,
    omissions: [],
  },
];
