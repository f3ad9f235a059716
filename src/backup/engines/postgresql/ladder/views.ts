import type { Session } from '../../../../databases/postgresql/session.ts';
import type { Contents, Omission } from '../../contract.ts';
import { readObjects } from '../read-contents.ts';
import type { Made } from './weaken.ts';

/**
 * pg_dump writes a view that leans on a key twice: with columns of nothing but NULL before the rows, and as it is after the key.
 * Without the key the first would stay, and lie. It goes, and with it whatever was made of it.
 */
export async function leaveViewOut(
  session: Session,
  recorded: Contents,
  { kind, name }: Made,
  { why, hangsOn }: Pick<Omission, 'why' | 'hangsOn'>,
): Promise<Omission[]> {
  const before = await keysOf(session);
  await session.query(`DROP VIEW ${name} CASCADE`);
  const after = await keysOf(session);
  const gone = recorded.objects.filter((object) => before.has(keyOf(object)) && !after.has(keyOf(object)));
  const own = { kind, name, how: 'left-out', why, hangsOn } as const;
  const others = gone.filter((object) => keyOf(object) !== keyOf(own));
  return [
    own,
    ...others.map(
      (object) =>
        ({ kind: object.kind, name: object.name, how: 'left-out', why, hangsOn: [`${kind} ${name}`] }) as const,
    ),
  ];
}

const keyOf = ({ kind, name }: { readonly kind: string; readonly name: string }) => `${kind} ${name}`;

async function keysOf(session: Session): Promise<Set<string>> {
  // By which names are written out in full.
  await session.query("SET search_path TO ''");
  const objects = await readObjects(session);
  await session.query('RESET search_path');
  return new Set(objects.map(keyOf));
}
