-- Columns with the collation of their table, as Prisma makes them, and with others: made by what MySQL shows of them they are
-- shown with their character set too.
CREATE TABLE plain (id VARCHAR(191) NOT NULL, name VARCHAR(191) NULL, t TEXT, e ENUM('a', 'it''s', 'b)') DEFAULT 'a', PRIMARY KEY (id), UNIQUE KEY n (name))
  DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
INSERT INTO plain VALUES ('1', 'Zoë', '🚲', 'it''s'), ('2', NULL, '', 'b)');
CREATE TABLE mixed (a VARCHAR(9), b VARCHAR(9) CHARACTER SET latin1, c VARCHAR(9) COLLATE utf8mb4_bin COMMENT ' COLLATE utf8mb4_bin', d CHAR(1) BINARY, s SET('x', 'y'))
  DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO mixed VALUES ('ä', 'ä', 'ä', 'd', 'x,y');
CREATE TABLE old (a VARCHAR(9) PRIMARY KEY, g VARCHAR(20)) DEFAULT CHARACTER SET utf8 COLLATE utf8_bin;
CREATE TABLE parted (a VARCHAR(9) NOT NULL, KEY (a)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci PARTITION BY KEY (a) PARTITIONS 3;
INSERT INTO parted VALUES ('a'), ('B');
ALTER TABLE mixed ADD later VARCHAR(9) NULL;
