import type { Neighbours, Trouble } from '../channel/descriptor.ts';
import type { Foresight, Outcome } from '../types.ts';
import type { EngineRequest } from './describe-call.ts';

/** What the call would do, as the engine says. */
export type Look = () => Promise<Foresight>;

export interface Judge {
  /** Gives why the call may not go on; undefined where it may. */
  hold(request: EngineRequest, look: Look, neighbours: Neighbours): Promise<{ readonly text: string } | undefined>;
  /** The engine has said that the migrations and the database do not go together. Settles when that was told; never rejects. */
  tell(trouble: Trouble): Promise<void>;
  /** Effects of the calls that it let through. */
  effects(): readonly string[];
  /** To be called when the engine has ended. */
  end(outcome: Outcome): void;
}
