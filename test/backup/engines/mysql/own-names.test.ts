import { expect, test } from 'vitest';
import {
  isOpenHeader,
  isSameButForSchema,
  withoutOwnSchema,
  withPlainHeader,
} from '../../../../src/backup/engines/mysql/own-names.ts';

test.each([
  ['DEFAULT nextval(`my``db`.`s`)', 'DEFAULT nextval(`s`)'],
  ['(lastval(`my``db`.`s`) + setval(`my``db`.`s`, 5))', '(lastval(`s`) + setval(`s`, 5))'],
  ['select `my``db`.`f`(`t`.`a`)', 'select `f`(`t`.`a`)'],
  ['select `my``db`.`t`.`a`', 'select `t`.`a`'],
  // A table of that name, with a column; a text; another schema.
  ['select `my``db`.`a` from `my``db`', 'select `my``db`.`a` from `my``db`'],
  ["'`my``db`.`f`(' || 'it''s \\' `my``db`.`f`('", "'`my``db`.`f`(' || 'it''s \\' `my``db`.`f`('"],
  ['`other`.`f`(1) + `my``db2`.`f`(1)', '`other`.`f`(1) + `my``db2`.`f`(1)'],
  ["COMMENT '`' DEFAULT nextval(`my``db`.`s`)", "COMMENT '`' DEFAULT nextval(`s`)"],
])('of %j is left %j', (text, plain) => {
  expect(withoutOwnSchema(text, 'my`db')).toBe(plain);
});

const begins = ['CREATE DEFINER=`a`@`%` ', 'CREATE ', '/*!50003 CREATE*/ /*!50017 DEFINER=`TRIGGER x`@`%`*/ /*!50003 '];

test.each(begins)('the header of a trigger that begins with %j has no schema', (start) => {
  const body = 'FOR EACH ROW INSERT INTO db.log VALUES (1)';
  const plain = `${start}TRIGGER tr BEFORE INSERT ON t ${body}`;
  expect(withPlainHeader(`${start}TRIGGER db.tr BEFORE INSERT ON db.t ${body}`)).toBe(plain);
  expect(withPlainHeader(plain)).toBe(plain);
  const odd = `${start}trigger if not exists \`d.b\` . \`t\`\`r\` after\n update /* on x.y */ on "db" .t\tfor each\nrow set @a = 1`;
  expect(withPlainHeader(odd)).toBe(
    `${start}trigger if not exists \`t\`\`r\` after\n update /* on x.y */ on t\tfor each\nrow set @a = 1`,
  );
  for (const end of [
    'TRIGGER db.tr',
    'TRIGGER db.tr\nBEFORE INSERT ON db.t',
    'TRIGGER db.tr BEFORE INSERT ON db.t FOR EACH',
  ])
    expect(isOpenHeader(start + end)).toBe(true);
  expect(isOpenHeader(plain)).toBe(false);
});

test('nothing else has such a header', () => {
  for (const text of [
    'CREATE PROCEDURE p() BEGIN -- TRIGGER db.tr BEFORE INSERT ON db.t FOR EACH ROW\nEND',
    "INSERT INTO t VALUES ('CREATE TRIGGER db.tr BEFORE INSERT ON db.t FOR EACH ROW')",
  ]) {
    expect(withPlainHeader(text)).toBe(text);
    expect(isOpenHeader(text)).toBe(false);
  }
});

test('what an older version recorded with the name of its schema is the same, and nothing else is', () => {
  const recorded = 'CREATE TABLE `t` (\n  `id` int DEFAULT nextval(`db`.`s`)\n)';
  expect(isSameButForSchema(recorded, recorded.replace('`db`.', ''))).toBe(true);
  expect(isSameButForSchema(recorded, recorded.replace('`db`.`s`', '`r`'))).toBe(false);
  expect(isSameButForSchema(recorded, recorded.replace('`db`.', '`other`.'))).toBe(false);
  const trigger = 'CREATE DEFINER=`a`@`%` TRIGGER db.tr BEFORE INSERT ON db.t FOR EACH ROW SET @a = 1';
  expect(isSameButForSchema(trigger, trigger.replaceAll('db.', ''))).toBe(true);
  expect(isSameButForSchema(trigger, trigger.replaceAll('db.', '').replace('BEFORE', 'AFTER'))).toBe(false);
});
