import { expect, test } from 'vitest';
import { decisiveLine, isOfContents } from '../../../../../src/backup/engines/postgresql/ladder/judge.ts';

test.each([
  '23505',
  '23514',
  '23503',
  '23P01',
  '22P02',
  '21000',
  'P0001',
  '42883',
  '42P01',
  '42830',
  '0A000',
  '54000',
  '55000',
])('%s is of what the rows or names are', (code) => expect(isOfContents({ code })).toBe(true));

test.each([
  '08006',
  '25006',
  '28P01',
  '40001',
  '42501',
  '53100',
  '53200',
  '55006',
  '55P03',
  '57014',
  '57P01',
  '58030',
  'XX000',
  'XX001',
  '',
  undefined,
  'ECONNRESET',
  '235050',
])('%s is never taken for that', (code) => expect(isOfContents({ code })).toBe(false));

test('the line that decides has the columns of a key, and none of its values', () => {
  const message = 'could not create unique index "User_email_key"';
  expect(decisiveLine({ message, detail: 'Key (email)=(ada@example.com (x)) is duplicated.' })).toBe(
    `${message}: Key (email) is duplicated`,
  );
  expect(decisiveLine({ message: 'broken', detail: 'Key (a, b)=(1, 2) is not present in table "u".' })).toBe(
    'broken: Key (a, b) is not present in table "u"',
  );
  expect(decisiveLine({ message: 'broken\nmore', detail: 'Failing row contains (s3cret).' })).toBe('broken');
});
