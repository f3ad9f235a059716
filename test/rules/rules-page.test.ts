import { expect, it } from 'vitest';
import { rules } from '../../policy/rules/index.ts';
import { rulesPage } from './rules-page.ts';

it('docs/rules.md says what policy/rules says (npm run docs)', async () => {
  await expect(rulesPage(rules)).toMatchFileSnapshot('../../docs/rules.md');
});
