/** Who judges a call: the shim that started this Prisma, or this process where none did. */
import { type GateEnd, joinShim } from '../channel/gate-end.ts';
import type { Host } from '../host.ts';
import type { EngineStart } from './engine-start.ts';
import type { Judge } from './judge.ts';
import { readCall } from './read-call.ts';

/** `host`: a child of the CLI. Loads the pipeline at the first call, and only where no shim judges. */
export function createJudge(host: Host, start: EngineStart): Judge {
  const shim = joinShim(host, host.parentPid);
  return shim ? judgedByShim(host, start, shim) : judgedHere(host, start);
}

export function judgedByShim(host: Host, start: EngineStart, shim: GateEnd): Judge {
  const effects: string[] = [];
  return {
    async hold(request, look, neighbours) {
      const call = readCall(host, start, request, neighbours);
      const answer = await shim.ask(call, look);
      if (answer.word === 'no') return { text: answer.text };
      effects.push(call.classification.effect);
      return undefined;
    },
    // What the person is told by the way is no reason to stop.
    tell: (trouble) => shim.tell(trouble).catch(() => {}),
    effects: () => effects,
    end() {},
  };
}

function judgedHere(host: Host, start: EngineStart): Judge {
  let judge: Judge | undefined;
  return {
    async hold(request, look, neighbours) {
      if (judge === undefined) {
        const { judgeAlone } = await import('./judge-alone.ts');
        judge = judgeAlone(host, start);
      }
      return judge.hold(request, look, neighbours);
    },
    tell: async (trouble) => judge?.tell(trouble),
    effects: () => judge?.effects() ?? [],
    end: (outcome) => judge?.end(outcome),
  };
}
