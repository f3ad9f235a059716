import { type ErrorCode, errors, type NoteCode, notes } from '../../src/errors/codes.ts';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import type { Actor, Judgement } from '../../src/types.ts';
import { crashMessage, errorMessage } from '../../src/ui/error-message.ts';
import { explanation } from '../../src/ui/explanation.ts';
import type { Message } from '../../src/ui/message.ts';
import { declined, needsPerson } from '../../src/ui/needs-person.ts';
import { backupMade, backupReused, backupSkipped, note } from '../../src/ui/notes.ts';
import { plan } from '../../src/ui/plan.ts';
import { refusal } from '../../src/ui/refusal.ts';
import { exampleJudgement } from './example.ts';

/** Every message there is, in every wording it has. */
export function everyMessage(actors: readonly Actor['kind'][] = ['person', 'ci', 'agent']): Message[] {
  const risks = ['none', 'change', 'destroy', 'unknown'] as const;
  const places = ['test', 'development', 'staging', 'production', 'unknown'] as const;
  const judgements = risks.flatMap((risk) =>
    actors.flatMap((actor) =>
      places.map((name): Judgement => ({ ...exampleJudgement({ risk, actor }), environment: { name, evidence: [] } })),
    ),
  );
  return [
    ...judgements.flatMap((judgement) => [
      refusal(judgement),
      plan(judgement),
      needsPerson(judgement, 'req-k3f9w2ab'),
      explanation(judgement, { cheapBytes: 1, lastBackup: undefined, warnings: [] }),
      declined(judgement),
    ]),
    refusal(exampleJudgement({ labels: [], problem: 'DATABASE_URL is not set' })),
    refusal({ ...exampleJudgement(), resolution: undefined }),
    refusal({ ...exampleJudgement(), environment: { name: 'unknown', evidence: [] } }),
    ...(Object.keys(errors) as ErrorCode[]).map((code) => errorMessage(new InterlockError(code, { why: 'A reason.' }))),
    crashMessage(new TypeError('boom'), '0.1.0'),
    crashMessage(new TypeError('boom'), '0.1.0', true),
    backupMade({
      size: 1_430_000,
      milliseconds: 830,
    }),
    backupReused(1_430_000),
    backupSkipped('the database has 2.1 GB, more than 256 MB'),
    ...(Object.keys(notes) as NoteCode[]).map((code) => note(code, 'By the way.')),
  ];
}
