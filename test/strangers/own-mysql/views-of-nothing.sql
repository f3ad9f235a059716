-- Views that read what is gone: they are named before a restore goes on without them.
CREATE TABLE t (a INT, b INT); CREATE TABLE g (x INT); CREATE VIEW bad AS SELECT x FROM g; CREATE VIEW worse AS SELECT x FROM bad;
CREATE VIEW good AS SELECT a FROM t; CREATE VIEW lame AS SELECT b FROM t; DROP TABLE g; ALTER TABLE t DROP COLUMN b;
