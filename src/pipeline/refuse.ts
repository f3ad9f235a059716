/** How a run ends that never reaches the real CLI. */
import type { Host } from '../host.ts';
import { recordRefusal } from '../record/refusal.ts';
import type { Confirmation, Judgement } from '../types.ts';
import type { Message } from '../ui/message.ts';
import { print } from '../ui/print.ts';
import { refusal } from '../ui/refusal.ts';

/** Says why, writes it down where that can be done, and ends the process. */
export async function refuse(host: Host, judgement: Judgement, confirmation?: Confirmation): Promise<never> {
  const message = confirmation === undefined ? refusal(judgement) : await unconfirmed(judgement, confirmation);
  print(host, message);
  recordRefusal(host, judgement, message.code);
  return host.exit(message.exit ?? 70);
}

async function unconfirmed(judgement: Judgement, { how }: Confirmation): Promise<Message> {
  const { declined, needsPerson } = await import('../ui/needs-person.ts');
  if (how === 'refused') return declined(judgement);
  const { newRequestId } = await import('../confirm/request.ts');
  return needsPerson(judgement, newRequestId());
}
