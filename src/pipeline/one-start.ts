/**
 * The real CLI is started once, with the gate in its engine's place. At its first contact with that engine it tells which
 * database it is about to use, and waits: here the line is judged, asked about and backed up, and then the CLI goes on, or is
 * ended before its engine has heard anything.
 */
import { matrix } from '../../policy/matrix.ts';
import type { Answer, CallNews, StartNews } from '../channel/descriptor.ts';
import { variablesFor } from '../channel/gate.ts';
import type { Listener, Look } from '../channel/shim-end.ts';
import { raise } from '../classify/raise.ts';
import { decide } from '../decide/decide.ts';
import { identifyActor } from '../environment/actor.ts';
import { stoppedBefore } from '../errors/codes.ts';
import { runApart } from '../handoff/run-child.ts';
import type { Host } from '../host.ts';
import { recordRefusal } from '../record/refusal.ts';
import { contactTarget } from '../target/ask-prisma/prisma-targets.ts';
import type { Classification, Invocation, Judgement, Outcome, RealCli, Resolution } from '../types.ts';
import { toMessage } from '../ui/error-message.ts';
import type { Message } from '../ui/message.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { writeLine } from './carry-out.ts';
import { areNamed } from './covered.ts';
import { holdCall } from './hold-call.ts';
import { targetsOf } from './judge-call.ts';
import { refusalOf } from './refuse.ts';
import { placeOf } from './resolve.ts';
import type { Run } from './run.ts';
import { settleLine } from './settle-line.ts';
import { tellWayBack } from './way-back.ts';

/** How long the CLI may be silent before a line says what is waited for, in milliseconds. */
const silence = 5000;

interface Line {
  readonly invocation: Invocation;
  readonly classification: Classification;
  /** Its databases are all named when the CLI asks whether the main one is there. */
  readonly byQuestion: boolean;
}

/**
 * Runs the CLI and ends this process as it ended. With `line` the line is judged at the contact; without it that was done, and
 * only its calls are.
 */
export async function runGuarded(run: Run, line?: Line): Promise<never> {
  const { host, cli } = run;
  const watched = watch(host, line !== undefined);
  let refused: number | undefined;
  let kill = () => {};
  const stop = (message: Message) => {
    if (refused !== undefined || watched.isOver()) return undefined;
    refused = message.exit ?? 70;
    print(host, message);
    kill();
    return undefined;
  };
  run.atTerminal = watched.atTerminal;

  const settle = async (resolution: Resolution, env: StartNews['env']): Promise<boolean> => {
    watched.hadContact();
    if (line === undefined) return true;
    const judgement = judgeLine(host, run, line, resolution, env);
    if (judgement.classification.risk === 'none') return true;
    const no = await settleLine(run, judgement, false);
    if (no === undefined) return true;
    if (watched.isOver()) return false;
    const message = { ...(await refusalOf(no)), state: stoppedBefore };
    recordRefusal(host, judgement, message.code);
    stop(message);
    return false;
  };

  const listener: Listener = {
    async start(news): Promise<Answer | undefined> {
      watched.hadContact();
      if (run.line !== undefined || line === undefined || !line.byQuestion) return { word: 'pass' };
      const found = readContact(host, cli, line.invocation, news);
      return (await settle(found, news.env)) ? { word: 'go' } : undefined;
    },
    async call(news: CallNews, look: Look): Promise<Answer | undefined> {
      const { main, shadow, problem } = targetsOf(host, news);
      const targets = [main, shadow].filter((target) => target !== undefined);
      const isNew = run.line === undefined || (isFirstOfShadow(run, news) && !areNamed(run.grants, targets));
      if (line !== undefined && isNew && !(await settle({ targets, problem }, news.env))) return undefined;
      const no = await holdCall(run, news, { program: 'prisma', argv: host.argv }, look, () => !watched.isOver());
      if (no === undefined) return { word: 'go' };
      refused ??= no.exit;
      return { word: 'no', text: no.text };
    },
  };

  return runApart(host, cli, {
    variables: variablesFor(host, cli, true),
    listener,
    failed: (error) => {
      stop({ ...toMessage(error, host.version(), true), state: stoppedBefore });
    },
    started: (child) => {
      kill = child.kill;
    },
    ended: async (outcome) => {
      await watched.over();
      const code = refused === undefined || outcome.exitCode === 0 ? outcome : ended(refused);
      // It may have come to nothing that could change a database, and was agreed to all the same.
      if (refused === undefined) noteLine(run);
      for (const entry of run.entries) entry.end(code);
      if (refused === undefined && run.line) await tellWayBack(host, run.line, run.backups).catch(() => {});
      return code;
    },
  });
}

/** The words of an error may hold the URL. */
function readContact(host: Host, cli: RealCli, invocation: Invocation, news: StartNews): Resolution {
  try {
    return { targets: [contactTarget(host, cli, invocation, news)], problem: undefined };
  } catch {
    return { targets: [], problem: 'what Prisma told its engine about it cannot be read.' };
  }
}

/** It is over: how that ended matters more than our own log. */
function noteLine(run: Run): void {
  try {
    writeLine(run);
  } catch {
    print(run.host, note('audit-incomplete', 'This run could not be written to the audit log.'));
  }
}

function ended(exitCode: number): Outcome {
  return { exitCode, signal: undefined };
}

/** Where the database had to be made first, the shadow database is named only after that. */
function isFirstOfShadow({ line }: Run, { shadow }: CallNews): boolean {
  return shadow !== undefined && line?.resolution?.targets.every(({ role }) => role !== 'shadow') === true;
}

function judgeLine(host: Host, run: Run, line: Line, resolution: Resolution, env: StartNews['env']): Judgement {
  const place = placeOf(host.env, line.classification, resolution, run.policy, env);
  const classification = raise(line.classification, place);
  const decision = decide(classification, place.environment, matrix);
  const { invocation } = line;
  return {
    invocation,
    classification,
    resolution: place.resolution,
    environment: place.environment,
    actor: identifyActor(host),
    decision,
  };
}

/** Whether the CLI still runs, and whether it has said anything yet. */
function watch(host: Host, isAwaited: boolean) {
  let over = false;
  const hangUps = new Set<() => void>();
  const timer = isAwaited
    ? setTimeout(() => print(host, note('waiting', 'Waiting for Prisma to say which database it will use.')), silence)
    : undefined;
  timer?.unref();
  /** A CLI that has ended takes its question with it. */
  const onSignals: Host['onSignals'] = (signals, listener) => {
    const stop = host.onSignals(signals, listener);
    const hangUp = () => listener('SIGTERM');
    hangUps.add(hangUp);
    if (over) hangUp();
    return () => {
      hangUps.delete(hangUp);
      stop();
    };
  };
  let asking: Promise<unknown> = Promise.resolve();
  const atTerminal: Run['atTerminal'] = (step) => {
    const answer = step(Object.create(host, { onSignals: { value: onSignals } }) as Host);
    asking = answer.catch(() => {});
    return answer;
  };
  return {
    atTerminal,
    isOver: () => over,
    hadContact: () => clearTimeout(timer),
    /** Settles when the terminal is left as it was. */
    over() {
      over = true;
      clearTimeout(timer);
      for (const hangUp of hangUps) hangUp();
      return asking;
    },
  };
}
