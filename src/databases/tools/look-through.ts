import type { Host } from '../../host.ts';
import { scrub } from '../../secrets/scrub.ts';
import type { Look } from '../../types.ts';
import { isOnThisMachine } from './on-this-machine.ts';
import { within } from './within.ts';

interface Server<Session> {
  /** Host, address or socket. */
  readonly name: string;
  readonly password: string;
  readonly connectTimeoutSeconds: number;
  open(): Promise<Session>;
  /** `isLocal`: whether the server is on this machine. Each wait goes through `bounded`. */
  read(session: Session, bounded: Bounded): Promise<(isLocal: boolean) => Omit<Look, 'exists'>>;
  isMissing(error: unknown): boolean;
}

type Bounded = <Value>(work: Promise<Value>) => Promise<Value>;

/** One connection, which waits no longer than the address says. Throws nothing. */
export async function lookThrough<Session extends { close(): Promise<void>; abandon(): void }>(
  host: Host,
  { name, password, connectTimeoutSeconds, open, read, isMissing }: Server<Session>,
): Promise<Look> {
  const seconds = connectTimeoutSeconds + 1;
  const bounded: Bounded = (work) => within(seconds, work);
  let session: Session | undefined;
  try {
    const isLocal = isOnThisMachine(host, name);
    session = await within(seconds, open(), (late) => late.abandon());
    const tell = await read(session, bounded);
    // Nobody waits for the server's farewell.
    session.close().catch(() => {});
    return { exists: true, ...tell(await bounded(isLocal)) };
  } catch (error) {
    session?.abandon();
    if (isMissing(error)) return { exists: false };
    const said = (error as Error).message || (error as Error).name;
    return { exists: session === undefined ? undefined : true, problem: scrub(said, [password]) };
  }
}
