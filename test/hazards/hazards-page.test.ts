import { expect, it } from 'vitest';
import { hazards } from '../../policy/hazards/index.ts';
import { hazardsPage } from './hazards-page.ts';

it('docs/hazards.md says what policy/hazards says (npm run docs)', async () => {
  await expect(hazardsPage(hazards)).toMatchFileSnapshot('../../docs/hazards.md');
});
