import type { Host } from '../../src/host.ts';
import { createHost } from '../../src/host.ts';
import { secret } from '../../src/secrets/secret.ts';
import type { ConfirmationKind, Judgement, Risk, Target } from '../../src/types.ts';

export interface ExampleOptions {
  risk?: Risk;
  kind?: ConfirmationKind;
  verdict?: 'allow' | 'confirm' | 'block';
  actor?: 'person' | 'ci' | 'agent';
  terminal?: boolean;
  labels?: readonly string[];
  problem?: string;
  argv?: readonly string[];
}

/** A judgement as the steps up to `decide` would make it of `db push --force-reset`, unless told otherwise. */
export function exampleJudgement(options: ExampleOptions = {}): Judgement {
  const argv = options.argv ?? ['db', 'push', '--force-reset'];
  return {
    invocation: {
      program: 'prisma',
      major: 7,
      argv,
      command: 'db push',
      options: { 'force-reset': true },
      operands: [],
      config: undefined,
      reading: 'runs',
      problem: undefined,
    },
    classification: {
      rule: 'db-push-force-reset',
      risk: options.risk ?? 'destroy',
      reach: 'main',
      effect: 'Drops everything in the database, then builds the schema anew.',
      instead: ['prisma migrate dev, which writes a migration that one can read first'],
    },
    resolution: {
      targets: (options.labels ?? ['app@localhost']).map(exampleTarget),
      problem: options.problem,
    },
    environment: {
      name: 'development',
      evidence: [{ says: 'development', from: 'host', why: 'localhost is this machine.' }],
    },
    actor: {
      kind: options.actor ?? 'person',
      terminal: options.terminal ?? true,
      why: options.actor === 'agent' ? 'variable CLAUDECODE is set' : 'stdin and stderr are terminals',
    },
    decision: {
      verdict: options.verdict ?? 'confirm',
      confirm: options.kind ?? 'phrase',
      backup: 'always',
      because: [
        'destroy: Drops everything in the database, then builds the schema anew.',
        'the host localhost is this machine',
        'the name app says nothing',
      ],
    },
  };
}

function exampleTarget(label: string, index: number): Target {
  return {
    identity: { provider: 'postgresql', host: 'localhost', port: 5432, database: 'app' },
    role: index === 0 ? 'main' : 'shadow',
    url: secret('postgresql://me:hunter2@localhost/app'),
    label,
    source: 'DATABASE_URL',
  };
}

/** A host that keeps what is written to stderr. `columns`: makes stderr a terminal of that width. */
export function recordingHost(
  env: Record<string, string> = {},
  columns?: number,
): Host & { readonly said: () => string; pass(milliseconds: number): void } {
  let text = '';
  let time = 1_000_000;
  const stderr = {
    isTTY: columns !== undefined,
    columns,
    on: () => stderr,
    write(chunk: string) {
      text += chunk;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  const real = createHost();
  return {
    ...real,
    fs: real.fs,
    env,
    stderr,
    now: () => new Date(time),
    said: () => text,
    pass: (milliseconds) => {
      time += milliseconds;
    },
  };
}
