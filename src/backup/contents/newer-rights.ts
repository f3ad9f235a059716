import type { DumpedObject } from '../engines/contract.ts';

/** All that there was to grant on a table before PostgreSQL 17, which added MAINTAIN (`m`) to it (acl.h, ACL_ALL_RIGHTS_STR). */
const all = /=((?:[arwdDxt]\*?){7})m\*?(?=,|$)/g;

const kinds = new Set(['access to relation', 'default privileges']);

/** Whether they say the same but for a right that came with a newer server: whoever had all has it there as well. */
export function saySameRights(was: DumpedObject, is: DumpedObject): boolean {
  const meaning = ({ detail }: DumpedObject) => detail.replace(all, '=$1');
  return kinds.has(was.kind) && was.kind === is.kind && meaning(was) === meaning(is);
}
