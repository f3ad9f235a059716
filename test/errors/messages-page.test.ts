import { expect, test } from 'vitest';
import { asks, errors, notes } from '../../src/errors/codes.ts';
import { messagesPage } from './messages-page.ts';

test('docs/messages.md says what the table of codes says', async () => {
  await expect(messagesPage({ errors, asks, notes })).toMatchFileSnapshot('../../docs/messages.md');
});
