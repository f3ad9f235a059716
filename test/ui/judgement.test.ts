import { expect, test } from 'vitest';
import { commandOf } from '../../src/ui/judgement.ts';
import { exampleJudgement } from './example.ts';

test('a command line that is shown hides the value of an option that is called a secret', () => {
  const { invocation } = exampleJudgement({ argv: ['migrate', 'deploy', '--password', 'hunter22', '--token=abc'] });
  const shown = commandOf(invocation);
  expect(shown).toContain('migrate deploy --password');
  expect(shown).not.toMatch(/hunter22|abc/);
});
