/**
 * The real CLI is started once, with the gate in its engine's place. At its first contact with that engine it tells which
 * database it is about to use, and waits: here the line is judged, asked about and backed up, and then the CLI goes on, or is
 * ended before its engine has heard anything.
 */
import type { Answer, CallNews, StartNews, Trouble } from '../channel/descriptor.ts';
import { variablesFor } from '../channel/gate.ts';
import type { Listener, Look } from '../channel/shim-end.ts';
import { untilRead } from '../classify/as-read.ts';
import { errors, stoppedBefore, stoppedUnchanged } from '../errors/codes.ts';
import { runApart } from '../handoff/run-child.ts';
import type { Host } from '../host.ts';
import { recordRefusal } from '../record/refusal.ts';
import { contactTarget } from '../target/ask-prisma/prisma-targets.ts';
import { runsSeed, seedTargets } from '../target/seeds.ts';
import type { Classification, Invocation, Judgement, Outcome, RealCli, Resolution } from '../types.ts';
import { toMessage } from '../ui/error-message.ts';
import type { Message } from '../ui/message.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import type { Checked } from './after-run.ts';
import { writeLine } from './carry-out.ts';
import { correctFirst } from './correct-first.ts';
import { areNamed, isCovered, isNamed } from './covered.ts';
import { holdCall } from './hold-call.ts';
import { judgeAt, judgeRead } from './judge-at.ts';
import { resolutionOf, targetsOf } from './judge-call.ts';
import { writtenBy } from './look-at-shadow.ts';
import { judgeBySql } from './read-first.ts';
import { refusalOf } from './refuse.ts';
import { placeOf, tellUnremembered } from './resolve.ts';
import type { Run } from './run.ts';
import { type See, seeOnce } from './see.ts';
import { settleLine } from './settle-line.ts';
import { warmUp } from './warm-up.ts';
import { tellWayBack } from './way-back.ts';

type Written = CallNews['written'];

/** How long the CLI may be silent before a line says what is waited for, in milliseconds. */
const silence = 5000;

interface Line {
  readonly invocation: Invocation;
  readonly classification: Classification;
  /** Its databases are all named when the CLI asks whether the main one is there. */
  readonly byQuestion: boolean;
}

/** What Prisma has named. */
interface Named {
  readonly found: Resolution;
  readonly env: StartNews['env'];
  readonly written: Written;
  /** When it only asks whether its database is there. */
  readonly isContact: boolean;
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

  let isShadowSettled = false;
  let state = stoppedBefore;

  /** Where the line carries SQL it is settled by the call with that, and before it only where it is blocked whatever that says. */
  const settle = async (named: Named, see?: See): Promise<boolean> => {
    watched.hadContact();
    if (see) state = stoppedUnchanged;
    if (line === undefined) return true;
    const resolution = withSeed(host, cli, line.invocation, named.found, named.env);
    isShadowSettled ||= resolution.targets.some(({ role }) => role === 'shadow');
    const judgement = await judgeLine(run, line, { ...named, found: resolution }, see);
    if (judgement.classification.risk === 'none') return true;
    if (run.line !== undefined && isNamed(run, judgement) && isCovered(run, judgement)) return true;
    if (named.isContact && line.classification.sql !== undefined && judgement.decision.verdict !== 'block') return true;
    const corrected = await run.atTerminal((asking) => correctFirst(asking, judgement, line.invocation));
    const no = corrected ? undefined : await settleLine(run, judgement, false);
    const refusal = corrected ?? (no && (await refusalOf(no)));
    if (refusal === undefined) return true;
    if (watched.isOver()) return false;
    const message = { ...refusal, state };
    recordRefusal(host, judgement, message.code);
    stop(message);
    return false;
  };

  let last: CallNews | undefined;
  let failed: Trouble | undefined;
  const tell = async (trouble: Trouble) => {
    if (last === undefined) return;
    const asked = { run, call: last, trouble, argv: host.argv };
    // Said by the way: Prisma itself tells what it does.
    await import('./tell-trouble.ts').then(({ tellTrouble }) => tellTrouble(host, asked)).catch(() => {});
  };

  const listener: Listener = {
    async start(news): Promise<Answer | undefined> {
      watched.hadContact();
      if (run.line !== undefined || line === undefined || !line.byQuestion) return { word: 'pass' };
      const found = readContact(host, cli, line.invocation, news);
      const written = writtenBy(host, line.invocation);
      return (await settle({ found, env: news.env, written, isContact: true })) ? { word: 'go' } : undefined;
    },
    async trouble(trouble: Trouble): Promise<void> {
      // Before Prisma asks whether it may reset; an error of its own comes first.
      if (trouble.code === 'reset') await tell(trouble);
      else failed = trouble;
    },
    async call(news: CallNews, look: Look): Promise<Answer | undefined> {
      watched.hadContact();
      if (news.main !== undefined) last = news;
      // Nothing is judged by it: a call that names a database may follow.
      if (reachesNothing(news)) return { word: 'go' };
      const found = targetsOf(host, news);
      const { main, shadow } = found;
      const targets = [main, shadow].filter((target) => target !== undefined);
      // Where the database had to be made first, the shadow database is named only after that.
      const isFirstOfShadow = shadow !== undefined && !isShadowSettled;
      const isNew = run.line === undefined || (isFirstOfShadow && !areNamed(run.grants, targets));
      const { risk, sql } = news.classification;
      const isYetToCome = line?.classification.sql !== undefined && risk === 'none';
      const see = seeOnce(host, main, look);
      const named = { found: resolutionOf(found), env: news.env, written: news.written, isContact: false };
      if (line !== undefined && isNew && !isYetToCome && !(await settle(named, sql && see))) return undefined;
      const no = await holdCall(run, news, { program: 'prisma', argv: host.argv }, see, () => !watched.isOver());
      if (no === undefined) return { word: 'go' };
      refused ??= no.exit;
      return { word: 'no', text: no.text };
    },
  };

  return runApart(host, cli, {
    variables: variablesFor(host, cli, true),
    listener,
    failed: (error) => {
      stop({ ...toMessage(error, host.version(), true), state });
    },
    started: (child) => {
      kill = child.kill;
      if (line !== undefined) setImmediate(() => warmUp(host, run.looker));
    },
    ended: async (outcome) => {
      await watched.over();
      const code = refused === undefined || outcome.exitCode === 0 ? outcome : ended(refused);
      // It may have come to nothing that could change a database, and was agreed to all the same.
      if (refused === undefined) noteLine(run);
      if (failed) await tell(failed);
      const checked = refused === undefined ? await checkedAfter(run, outcome) : undefined;
      const isAmiss = checked !== undefined && checked.amiss.length > 0;
      const end = isAmiss && outcome.exitCode === 0 ? ended(errors['check-failed'].exit) : code;
      for (const entry of run.entries) entry.end(end, isAmiss ? 'check-failed' : undefined, { ...checked });
      if (refused === undefined && run.line)
        await tellWayBack(host, run.line, run.backups, touchedBy(run), isAmiss).catch(() => {});
      return end;
    },
  });
}

/** Where no backup was made nothing is loaded for it. What fails here is no failure of the line. */
async function checkedAfter(run: Run, outcome: Outcome): Promise<Checked | undefined> {
  if (run.line === undefined || run.backups.length === 0) return undefined;
  try {
    const { checkAfter } = await import('./after-run.ts');
    return await checkAfter(run, run.line, outcome);
  } catch {
    print(run.host, note('not-checked', 'What came of it was not looked at: that failed.'));
    return undefined;
  }
}

/** Prisma has no URL, and is told so by its engine, or needs none. */
function reachesNothing({ classification, main, shadow }: CallNews): boolean {
  return classification.risk === 'none' && main === undefined && shadow === undefined;
}

const touchedBy = ({ grants }: Run) => grants.flatMap(({ targets }) => targets);

/** A seed that the line runs later is judged with it. */
function withSeed(host: Host, cli: RealCli, line: Invocation, found: Resolution, env: StartNews['env']): Resolution {
  if (!runsSeed(host, cli, line)) return found;
  return { ...found, targets: [...found.targets, ...seedTargets(host, found.targets, { env, base: host.cwd })] };
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

async function judgeLine(
  { host, policy, looker }: Run,
  line: Line,
  { found, env, written }: Named,
  see: See | undefined,
): Promise<Judgement> {
  const known = { policy, handed: env, written: () => written };
  const place = await placeOf(host, looker, line.classification, found, known);
  tellUnremembered(host, place);
  const judgement = judgeAt(host, policy, { ...line, classification: untilRead(line.classification) }, place);
  return see ? judgeBySql(judgement, see, (finding) => judgeRead(host, policy, line, place, finding)) : judgement;
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
