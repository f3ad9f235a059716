-- Routines, triggers and an event that keep a mode and a character set each, and a user's variable beside them.
CREATE TABLE t (a INT, b TEXT) DEFAULT CHARSET = utf8mb4;
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
DELIMITER //
CREATE PROCEDURE "p q"() BEGIN SELECT 'a' || "x" FROM (SELECT 1 AS "x") AS t; END//
SET sql_mode = 'NO_BACKSLASH_ESCAPES'//
CREATE TRIGGER tt BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.b = CONCAT(NEW.b, 'é\'); END//
SET sql_mode = '', collation_connection = latin1_german1_ci//
CREATE FUNCTION fl() RETURNS VARCHAR(9) CHARSET latin1 DETERMINISTIC RETURN 'é'//
CREATE EVENT ev ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01' ON COMPLETION PRESERVE DISABLE DO BEGIN SET @a = 'é'; END//
DELIMITER ;
INSERT INTO t VALUES (1, 'é😀');
CREATE VIEW v AS SELECT CONCAT(b, 'é') AS c, 'back\\slash' AS d FROM t WITH LOCAL CHECK OPTION;
