import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';
import { policyFile } from '../../src/policy/schema.ts';

it('policy/schema.json is what the checks of a policy file say', async () => {
  const schema = {
    $schema: '',
    title: 'The policy of prisma-interlock',
    allowComments: true,
    ...toJsonSchema(policyFile),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../policy/schema.json');
});
