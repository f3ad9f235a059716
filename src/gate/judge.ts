import type { Outcome } from '../types.ts';
import type { EngineRequest } from './describe-call.ts';

/** Whether the call would change anything: false only where the engine said so. */
export type Look = () => Promise<boolean>;

export interface Judge {
  /** Gives why the call may not go on; undefined where it may. */
  hold(request: EngineRequest, look: Look): Promise<{ readonly text: string } | undefined>;
  /** Effects of the calls that it let through. */
  effects(): readonly string[];
  /** To be called when the engine has ended. */
  end(outcome: Outcome): void;
}
