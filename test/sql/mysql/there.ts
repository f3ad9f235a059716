export type Flavour = 'mariadb' | 'mysql';

/** What is in the database before each case, as MariaDB takes it. No two columns hold the same values. */
export const schema = `
CREATE TABLE \`User\` (\`id\` INTEGER NOT NULL AUTO_INCREMENT, \`email\` VARCHAR(191) NOT NULL, \`name\` VARCHAR(191) NULL, \`age\` INTEGER NULL,
  \`bio\` TEXT NULL, \`price\` DECIMAL(10,2) NULL, \`ratio\` DOUBLE NULL, \`since\` DATETIME(3) NULL, \`kind\` ENUM('cat','dog') NULL, UNIQUE INDEX \`User_email_key\`(\`email\`),
  PRIMARY KEY (\`id\`)) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE \`Post\` (\`id\` INTEGER NOT NULL AUTO_INCREMENT, \`title\` VARCHAR(191) NOT NULL, \`authorId\` INTEGER NOT NULL, \`twice\` INTEGER AS (\`authorId\` * 2) VIRTUAL,
  INDEX \`Post_title_idx\`(\`title\`), PRIMARY KEY (\`id\`),
  CONSTRAINT \`Post_authorId_fkey\` FOREIGN KEY (\`authorId\`) REFERENCES \`User\`(\`id\`) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE \`Tag\` (\`name\` VARCHAR(20) NOT NULL PRIMARY KEY, \`uses\` INTEGER NOT NULL DEFAULT 0);
CREATE TABLE \`Audit\` (\`id\` INTEGER NOT NULL PRIMARY KEY, \`note\` VARCHAR(20));
CREATE TABLE \`Inbox\` (\`id\` INTEGER NOT NULL PRIMARY KEY, \`note\` VARCHAR(20));
CREATE TRIGGER \`Inbox_wipes\` AFTER INSERT ON \`Inbox\` FOR EACH ROW BEGIN IF NEW.\`id\` > 900 THEN DELETE FROM \`Audit\`; END IF; END;
CREATE TABLE \`Log\` (\`id\` INTEGER NOT NULL, \`line\` VARCHAR(20), PRIMARY KEY (\`id\`)) PARTITION BY RANGE (\`id\`) (PARTITION p0 VALUES LESS THAN (700), PARTITION p1 VALUES LESS THAN (800));
CREATE TABLE \`LogOther\` (\`id\` INTEGER NOT NULL, \`line\` VARCHAR(20), PRIMARY KEY (\`id\`));
CREATE TABLE \`Double\` (\`n\` INTEGER, \`what\` VARCHAR(20));
CREATE TABLE \`Kept\` (\`id\` INTEGER NOT NULL PRIMARY KEY, \`v\` VARCHAR(20)) WITH SYSTEM VERSIONING;
CREATE TABLE \`Flat\` (\`id\` INTEGER, \`line\` VARCHAR(20)) ENGINE=MyISAM;
CREATE VIEW \`Names\` AS SELECT \`id\`, \`note\` FROM \`Audit\`;
CREATE FUNCTION wipe() RETURNS INTEGER DETERMINISTIC BEGIN DELETE FROM \`Tag\`; RETURN 1; END;
CREATE PROCEDURE wipe_all() BEGIN DELETE FROM \`Tag\`; END;
`;

/** What of it the reader is given: tables and triggers, as a server would write them. */
export const known = schema.slice(0, schema.indexOf('CREATE VIEW'));

/** Without what the other one does not have. */
export const schemaFor = (flavour: Flavour): string =>
  flavour === 'mariadb' ? schema : schema.replace(' WITH SYSTEM VERSIONING', '');

export const rows = `
INSERT INTO \`User\` VALUES (101, 'ann@x', 'Ann', 31, 'likes tea', 1.25, 0.1, '2024-01-01 10:00:00.123', 'cat'), (102, 'bob@x', NULL, 32, 'rows', 7.75, 0.2, '2024-01-02 11:00:00.456', 'dog'),
  (103, 'cem@x', 'Cem', NULL, NULL, 19.99, NULL, NULL, NULL);
INSERT INTO \`Post\` (\`id\`, \`title\`, \`authorId\`) VALUES (201, 'one', 101), (202, 'two', 101), (203, 'three', 102);
INSERT INTO \`Tag\` VALUES ('red', 41), ('blue', 42);
INSERT INTO \`Audit\` VALUES (301, 'a'), (302, 'b');
INSERT INTO \`Inbox\` VALUES (1, 'hello');
INSERT INTO \`Log\` VALUES (601, 'l1'), (602, 'l2'), (603, 'l3');
INSERT INTO \`Double\` VALUES (801, 'd1'), (801, 'd2'), (802, 'd3');
INSERT INTO \`Flat\` VALUES (1001, 'f1'), (1002, 'f2');
INSERT INTO \`Kept\` VALUES (901, 'k1'), (902, 'k2');
`;
