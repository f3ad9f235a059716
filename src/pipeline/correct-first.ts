/** A migration that is offered to be put right before anybody is asked about what it would take away. */
import { isProtected } from '../../policy/matrix.ts';
import { offerCorrection } from '../confirm/offer-correction.ts';
import { identifyActor } from '../environment/actor.ts';
import { errors } from '../errors/codes.ts';
import type { Host } from '../host.ts';
import { writeWhole } from '../project/write-whole.ts';
import type { Invocation, Judgement, SqlCorrection } from '../types.ts';
import { commandOf } from '../ui/judgement.ts';
import type { Message } from '../ui/message.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';

/**
 * What to end with where files were changed; undefined where nothing was, and the usual question is next. Never in a protected
 * place, where a migration is as it was reviewed.
 */
export async function correctFirst(host: Host, judgement: Judgement, line: Invocation): Promise<Message | undefined> {
  const { corrections = [], environment, decision } = judgement;
  if (corrections.length === 0 || decision.verdict === 'block' || isProtected(environment.name)) return undefined;
  if (!(await offerCorrection(host, identifyActor(host), corrections))) return undefined;
  if (!writeAll(host, corrections)) return undefined;
  const command = commandOf(line);
  return {
    code: 'corrected',
    level: 'error',
    what: errors.corrected.what,
    exit: errors.corrected.exit,
    command,
    facts: corrections.map(({ file }, at) => [at === 0 ? 'changed' : '', file] as const),
    next: { title: 'Next', steps: [`Read it through, then run the same line again: ${command}`] },
    state: errors.corrected.state,
  };
}

/** Whether all were written. A file that is not what was read is left alone. */
function writeAll(host: Host, corrections: readonly SqlCorrection[]): boolean {
  let isWritten = true;
  for (const { file: named, migration, before, after } of corrections) {
    try {
      const file = host.fs.realpathSync(named);
      if (host.fs.readFileSync(file, 'utf8') !== before) throw new Error('it was changed meanwhile');
      writeWhole(host, file, after, host.fs.statSync(file).mode & 0o777);
    } catch (error) {
      isWritten = false;
      const why = (error as { readonly code?: string }).code ?? (error as Error).message;
      print(host, note('not-corrected', `The migration ${migration} was left as it is (${why}).`));
    }
  }
  return isWritten;
}

/** The same for whoever only asked what would happen. */
export async function correctAfter(host: Host, judgement: Judgement): Promise<void> {
  const corrected = await correctFirst(host, judgement, judgement.invocation);
  for (const { migration } of (corrected && judgement.corrections) || [])
    print(host, note('corrected-file', `The migration ${migration} was changed as you said. Read it through.`));
}
