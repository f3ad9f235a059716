/** How a run ends that never reaches the database. */
import type { Host } from '../host.ts';
import { recordRefusal } from '../record/refusal.ts';
import type { Confirmation, Judgement } from '../types.ts';
import type { Message } from '../ui/message.ts';
import { print } from '../ui/print.ts';
import { refusal } from '../ui/refusal.ts';

/** Says why, writes it down where that can be done, and ends the process. For a line of which Prisma was not started. */
export async function refuse(host: Host, judgement: Judgement, confirmation?: Confirmation): Promise<never> {
  const message = await refusalOf({ judgement, confirmation });
  print(host, message);
  recordRefusal(host, judgement, message.code);
  return host.exit(message.exit ?? 70);
}

/** `confirmation`: one that was not given; without it the line is blocked. */
export async function refusalOf({
  judgement,
  confirmation,
}: {
  readonly judgement: Judgement;
  readonly confirmation: Confirmation | undefined;
}): Promise<Message> {
  if (confirmation === undefined) return refusal(judgement);
  const { declined, needsPerson } = await import('../ui/needs-person.ts');
  if (confirmation.how === 'refused') return declined(judgement);
  const { newRequestId } = await import('../confirm/request.ts');
  return needsPerson(judgement, newRequestId(), confirmation.given ? undefined : confirmation.why);
}
