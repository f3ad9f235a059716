import { expect, test } from 'vitest';
import { grantsTriggers } from '../../../../src/backup/engines/mysql/trigger-right.ts';

test.each([
  ["GRANT ALL PRIVILEGES ON *.* TO 'a'@'%' WITH GRANT OPTION", 'app', true],
  ["GRANT SELECT, INSERT, TRIGGER ON `app`.* TO 'a'@'%'", 'app', true],
  ['GRANT SELECT, INSERT, TRIGGER ON `app`.* TO `a`@`%`', 'App', true],
  ["GRANT ALL PRIVILEGES ON `app\\_%`.* TO 'a'@'%'", 'app_1', true],
  ["GRANT ALL PRIVILEGES ON `app\\_%`.* TO 'a'@'%'", 'appx1', false],
  ["GRANT ALL PRIVILEGES ON `app_`.* TO 'a'@'%'", 'app1', true],
  ["GRANT ALL PRIVILEGES ON `a``b`.* TO 'a'@'%'", 'a`b', true],
  ["GRANT ALL PRIVILEGES ON `a.c`.* TO 'a'@'%'", 'abc', false],
  ["GRANT SELECT ON *.* TO 'a'@'%'", 'app', false],
  ["GRANT TRIGGER ON `other`.* TO 'a'@'%'", 'app', false],
  ["GRANT TRIGGER ON `app`.`one` TO 'a'@'%'", 'app', false],
  ["GRANT `TRIGGER` TO 'a'@'%'", 'app', false],
])('%s, for %s: %s', (grant, schema, is) => {
  expect(grantsTriggers(["GRANT USAGE ON *.* TO 'a'@'%'", grant], schema)).toBe(is);
});
