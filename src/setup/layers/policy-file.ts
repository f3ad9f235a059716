import { policyFileName } from '../../project/root.ts';
import type { SetupLayer } from './layer.ts';

const text = `{
  "$schema": "./node_modules/prisma-interlock/policy/schema.json",
  // What your databases are, by the name that \`prisma-interlock status\` shows: "app@db.example.com": "staging"
  "environments": {}
}
`;

export const policyFile: SetupLayer = {
  apply(_project, draft) {
    if (draft.read(policyFileName) === undefined) draft.write(policyFileName, text);
  },
  revert(_project, draft) {
    const present = draft.read(policyFileName);
    if (present === text) draft.write(policyFileName, undefined);
    else if (present !== undefined) draft.note(`${policyFileName} was changed since, and is left to you.`);
  },
};
