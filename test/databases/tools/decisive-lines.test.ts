import { expect, test } from 'vitest';
import { decisiveLines } from '../../../src/databases/tools/decisive-lines.ts';

test.each([
  ['warnings are left out', 'pg_dump: warning: a\npg_dump: error: b', 'pg_dump: error: b'],
  ['of warnings alone they are told', 'WARNING: a\nWARNING: b', 'WARNING: a\nWARNING: b'],
  [
    'the server’s word comes without the statement that it refuses',
    '--------------\nCREATE VIEW v AS select\n1\n--------------\n\nERROR 1449 (HY000) at line 7: The user does not exist',
    'ERROR 1449 (HY000) at line 7: The user does not exist',
  ],
  [
    'and without what a client says of itself',
    `${"mysql: Character set 'utf8' is not specified\n".repeat(9)}ERROR 1064 (42000) at line 1: near 'x\ny'`,
    "ERROR 1064 (42000) at line 1: near 'x\ny'",
  ],
  ['the last of several', 'ERROR 1 (HY000): a\nERROR 2 (HY000): b', 'ERROR 2 (HY000): b'],
  ['no other line is taken for one', 'a\nERROR: relation "t" does not exist', 'a\nERROR: relation "t" does not exist'],
])('%s', (_, said, told) => {
  expect(decisiveLines(said)).toBe(told);
});
