-- What newer servers have; an older one, and MariaDB where it has none of it, passes over it.
CREATE TABLE base (id INT PRIMARY KEY, n INT); INSERT INTO base VALUES (1, 2);
/*!50700 CREATE TABLE j (id INT, doc JSON) */; /*!50700 INSERT INTO j VALUES (1, '{"a": [1, 2.50, "ä"], "b": null}') */;
/*!50706 CREATE TABLE gen (a INT, b INT AS (a + 1) STORED, c VARCHAR(20) AS (CONCAT(a, '-')) VIRTUAL, KEY (c)) */; /*!50706 INSERT INTO gen (a) VALUES (1), (2147483646) */;
/*!80013 CREATE TABLE expr (a INT, b INT DEFAULT ((a * 2)), KEY functional ((a + 1))) */; /*!80013 INSERT INTO expr (a) VALUES (7) */;
/*!80016 CREATE TABLE ck (a INT, CONSTRAINT positive CHECK (a > 0) NOT ENFORCED, CONSTRAINT small CHECK (a < 100)) */; /*!80016 INSERT INTO ck VALUES (-1), (NULL) */;
/*!80023 CREATE TABLE unseen (a INT, hidden INT INVISIBLE DEFAULT 5, KEY k (a) INVISIBLE) */; /*!80023 INSERT INTO unseen (a) VALUES (1) */;
/*!80000 CREATE TABLE geo (id INT PRIMARY KEY, g POINT NOT NULL SRID 4326, SPATIAL INDEX (g)) */; /*!80000 INSERT INTO geo VALUES (1, ST_SRID(POINT(10, 20), 4326)) */;
/*!80000 CREATE TABLE late (a VARCHAR(20) COLLATE utf8mb4_0900_as_cs, KEY k (a DESC)) */; /*!80000 INSERT INTO late VALUES ('a'), ('A') */;
/*!90000 CREATE TABLE vec (id INT, v VECTOR(3)) */; /*!90000 INSERT INTO vec VALUES (1, TO_VECTOR('[1,2,3]')) */;
