-- A view, a trigger, an event and routines whose definer is gone.
CREATE USER 'gone_definer'@'%'; GRANT ALL ON *.* TO 'gone_definer'@'%';
CREATE TABLE t (a INT, b VARCHAR(20)); INSERT INTO t VALUES (1, 'x');
CREATE DEFINER = 'gone_definer'@'%' VIEW m AS SELECT a, b FROM t WHERE a > 0;
CREATE DEFINER = 'gone_definer'@'%' PROCEDURE p() SELECT 1;
CREATE DEFINER = 'gone_definer'@'%' FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
CREATE DEFINER = 'gone_definer'@'%' EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01' DO SET @a = 1;
CREATE DEFINER = 'gone_definer'@'%' TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @a = 1;
DROP USER 'gone_definer'@'%';
