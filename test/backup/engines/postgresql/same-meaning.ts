/** Databases in which a dump brings something back under another name, in another order or in other words. Each is one kind. */
export const sameMeaning: Readonly<Record<string, string>> = {
  'a partition had a key of its own before it was attached': `
    create table customer(id int primary key); insert into customer values (1);
    create table orders(id int, customer_id int references customer, day date) partition by range (day);
    create table orders_2024(id int, customer_id int, day date, constraint orders_2024_customer foreign key (customer_id) references customer);
    insert into orders_2024 values (1, 1, '2024-03-01');
    alter table orders attach partition orders_2024 for values from ('2024-01-01') to ('2025-01-01')`,
  'keys refer to a partitioned table whose partitions came and went': `
    create table part(id int primary key) partition by list (id);
    create table part_1 partition of part for values in (1); create table part_2 partition of part for values in (2);
    create table "Uses"(id int references part, too int references part);
    alter table part detach partition part_1; alter table part attach partition part_1 for values in (1);
    create table part_3 partition of part for values in (3); alter table part detach partition part_2; drop table part_2;
    insert into part values (1), (3); insert into "Uses" values (1, 3), (3, 1)`,
  'a key of a partitioned table refers to the same table, two levels deep': `
    create table node(id int, up int, k int, primary key (id, k), foreign key (up, k) references node(id, k)) partition by list (k);
    create table node_1(k int, up int, id int not null, constraint "own key" check (id > 0));
    alter table node_1 alter k set not null; alter table node attach partition node_1 for values in (1);
    create table node_2 partition of node for values in (2, 3) partition by list (k); create table node_2_2 partition of node_2 for values in (2);
    insert into node values (1, null, 1), (2, 1, 1), (3, null, 2)`,
  'a parent got columns when its children had some already': `
    create table a(x int); create table b(bb text) inherits (a); create table c("C c" int, constraint few check ("C c" < 9)) inherits (a);
    create table d(dd float default 4) inherits (b, c); create table e() inherits (d); create table lone(p int, q int, r int);
    alter table a add y text default 'why'; alter table c add z int; alter table lone drop q; alter table b rename bb to b2;
    insert into a values (1, 'a'); insert into b values (2, 'b', 'y'); insert into c values (3, 4, 'y', 5); insert into d values (1, 'x', 2, 3, 'y', 6);
    insert into e select * from d; insert into lone values (1, 2)`,
  'children were made with the columns of their parent in another order': `
    create table base(f1 int not null, f2 bigint generated always as (f1 * 2) stored, f3 text);
    create table child(f3 text, own int, f1 int not null, f2 bigint generated always as (f1 * 2) stored); alter table child inherit base;
    create index on child(own, f3); create statistics both_of on own, (f1 + own), f1, f3 from child; create publication all_of for table child; create publication some_of for table child (own, f1); comment on column child.own is 'mine';
    insert into child(f3, own, f1) values ('a', 1, 2), (null, 3, 4); create view shows as select * from child`,
  'partitions have their columns in another order than the table': `
    create table log(day date, what text, n int) partition by range (day);
    create table log_1(n int, gone int, what text, day date); alter table log_1 drop gone;
    alter table log attach partition log_1 for values from ('2024-01-01') to ('2025-01-01'); insert into log values ('2024-02-02', 'x', 1)`,
  'default privileges reach the functions that come with a range': `
    alter default privileges in schema public grant all on functions to anon;
    alter default privileges revoke execute on functions from public;
    create type price_range as range (subtype = numeric); create function plain() returns int language sql as 'select 1';
    create table offer(id int primary key, price price_range); insert into offer values (1, '[1,2)')`,
  'one role has rights from several others, which have odd names': `
    create table t(a int, b int); insert into t values (1, 2);
    grant select, insert on t to anon with grant option; grant update (b), select (a) on t to "of/=a, role" with grant option;
    set role anon; grant select on t to "of/=a, role" with grant option; reset role; set role "of/=a, role"; grant select on t to public; reset role;
    grant insert on t to public; revoke all on schema public from public; grant usage on schema public to public;
    create function f() returns int language sql as 'select 1'; revoke all on function f() from public; grant all on function f() to public`,
  'rights were taken from the owner, and given to nobody': `
    create table t(a int); revoke all on t from current_user; create sequence s; grant all on s to anon; revoke all on s from anon;
    create type mood as enum ('sad'); revoke usage on type mood from public; grant usage on type mood to public; create schema empty; revoke all on schema empty from current_user`,
  'a view was filled before its table changed': `
    create table t(a int); insert into t values (1); create materialized view kept as select sum(a) from t; create unique index on kept(sum);
    create materialized view never as select a from t with no data; insert into t values (2); cluster kept using kept_sum_idx`,
  'constraints are not valid, and indexes neither': `
    create table p(id int primary key); create table t(a int, b int, day date) partition by range (day);
    create table t_1 partition of t for values from ('2024-01-01') to ('2025-01-01'); insert into t values (-1, 7, '2024-02-02');
    alter table t_1 add constraint positive check (a > 0) not valid; alter table t_1 add constraint known foreign key (b) references p not valid;
    create index waits on only t(a); create index t_1_a on t_1(b, a); alter table t_1 cluster on t_1_a; alter table t_1 replica identity full`,
  'a table holds names of what is in the database': `
    create table t(a regclass, b regtype, c regproc, d regnamespace, e oid); create type kind as enum ('one');
    create function f(int) returns int language sql immutable as 'select $1'; insert into t values ('t', 'kind', 'f', 'public', 1)`,
  'sequences and indexes were renamed, and moved to other columns': `
    create table t(id serial primary key, other bigint generated by default as identity); alter sequence t_id_seq rename to counts; alter index t_pkey rename to "Other";
    alter sequence t_other_seq rename to "Identity"; insert into t values (default), (default); create table u(id int default nextval('counts')); alter sequence counts owned by u.id`,
};
