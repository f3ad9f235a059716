-- Views over views, and over functions, whose definers are gone. No server makes the upper ones while the lower are so. MySQL from
-- 8.0 on notes in the upper ones that they cannot be opened when a lower one is made anew, as it is here and by a restore.
CREATE USER 'gone_definer'@'%'; GRANT ALL ON *.* TO 'gone_definer'@'%';
CREATE TABLE t (a INT, b VARCHAR(20)); INSERT INTO t VALUES (1, 'x'), (2, 'y');
CREATE DEFINER = 'gone_definer'@'%' VIEW m AS SELECT a, b FROM t WHERE a > 0;
CREATE VIEW above AS SELECT a FROM m; CREATE SQL SECURITY INVOKER VIEW z AS SELECT a, 'it''s `m`' AS c FROM above;
CREATE DEFINER = 'gone_definer'@'%' SQL SECURITY INVOKER VIEW lax AS SELECT a FROM t; CREATE VIEW over_lax AS SELECT a FROM lax;
CREATE DEFINER = 'gone_definer'@'%' VIEW grouped AS SELECT b, COUNT(*) AS n FROM t GROUP BY b;
CREATE DEFINER = 'gone_definer'@'%' VIEW twice AS SELECT n FROM grouped; CREATE VIEW thrice AS SELECT n + 1 AS n FROM twice;
CREATE DEFINER = 'gone_definer'@'%' FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
CREATE VIEW calls AS SELECT f() AS one; CREATE VIEW over_calls AS SELECT one FROM calls;
DROP USER 'gone_definer'@'%';
CREATE OR REPLACE DEFINER = 'gone_definer'@'%' VIEW grouped AS SELECT b, COUNT(*) AS n FROM t GROUP BY b;
CREATE OR REPLACE DEFINER = 'gone_definer'@'%' VIEW m AS SELECT a, b FROM t WHERE a > 0;
