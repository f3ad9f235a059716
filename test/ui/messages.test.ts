import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engineCalls, unknownCall } from '../../policy/engine-calls.ts';
import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../../src/classify/classify.ts';
import { errors } from '../../src/errors/codes.ts';
import { parse } from '../../src/parse/parse.ts';
import type { EnvironmentName } from '../../src/types.ts';
import { crashMessage } from '../../src/ui/error-message.ts';
import { explanation } from '../../src/ui/explanation.ts';
import { needsPerson } from '../../src/ui/needs-person.ts';
import { plan } from '../../src/ui/plan.ts';
import { print } from '../../src/ui/print.ts';
import { refusal } from '../../src/ui/refusal.ts';
import { render, toJson } from '../../src/ui/render.ts';
import { exampleJudgement, recordingHost } from './example.ts';
import { everyMessage } from './messages.ts';

const plain = { color: false, width: undefined };

test('a refusal says what, why, where, what else, and how things were left', () => {
  expect(`\n${render(refusal(exampleJudgement()), plain)}`).toBe(`

prisma-interlock[blocked]: This command destroys data, and is blocked in development.

  prisma db push --force-reset
  Drops everything in the database, then builds the schema anew.

  database     app@localhost (from DATABASE_URL)
  environment  development

  Why
  - the host localhost is this machine
  - the name app says nothing

  Instead
  - prisma migrate dev, which writes a migration that one can read first

  Prisma was not started, the database was not touched.

`);
});

const ways =
  /PRISMA_INTERLOCK_|PRISMA_USER_CONSENT|--?f(orce)?\b(?!-reset)|--yes|overrid|bypass|circumvent|disabl|turn(ed)? off|opt out|prisma-interlock\.json|policy\.json|skip the|unset|allow-?list|ignore this/i;

/** Advice that is itself what somebody lost a database by. */
const leadsIn =
  /in a migration\b|drops nothing|by itself\.|redirected|pseudo-?terminal|\bpty\b|accept-data-loss|db push` in its place/i;

describe('every message', () => {
  const messages = everyMessage();

  test('names no way round the interlock', () => {
    for (const message of everyMessage(['person', 'agent'])) {
      for (const text of [render(message, plain), toJson(message)]) expect(text).not.toMatch(ways);
    }
    for (const message of everyMessage(['ci'])) {
      const text = render(message, plain).replaceAll('PRISMA_INTERLOCK_CONFIRM', 'the variable of pipelines');
      expect(text).not.toMatch(ways);
    }
  });

  test('tells nobody how to look like a person, and makes no promise that a migration keeps data', () => {
    for (const message of messages) expect(render(message, plain)).not.toMatch(leadsIn);
  });

  test('has a permanent code in its first line, and stops have the exit code of that code', () => {
    for (const message of messages) {
      expect(render(message, plain).trimStart()).toMatch(new RegExp(`^prisma-interlock\\[${message.code}\\]: `));
      if (message.level !== 'error') continue;
      expect(message.exit).toBe(errors[message.code as keyof typeof errors].exit);
      expect(message.state).toMatch(/\.$/);
    }
  });

  test('is one object on one line as JSON, with the same code, reasons and steps', () => {
    for (const message of messages) {
      const json = toJson(message);
      expect(json).not.toContain('\n');
      const { code, what, exit, because, next } = JSON.parse(json);
      expect({ code, what, exit, because, next }).toEqual({
        code: message.code,
        what: message.what,
        exit: message.exit,
        because: message.because,
        next: message.next?.steps,
      });
    }
  });

  test('has no colour and no control character but newlines where it is plain', () => {
    for (const message of messages) expect(render(message, plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('keeps its words when it is coloured and folded for a narrow terminal', () => {
    for (const message of messages) {
      const folded = render(message, { color: true, width: 50 }).replace(/\u001b\[\d+m/g, '');
      const words = (text: string) => text.split(/\s+/).join(' ');
      expect(words(folded)).toBe(words(render(message, plain)));
    }
  });
});

const advised = [
  ...rules.map(({ id, risk, effect, instead, when }) => ({
    id,
    risk,
    effect,
    instead,
    majors: when.majors ?? [5, 6, 7, 8],
  })),
  ...Object.entries({ ...engineCalls, unknownCall }).map(([id, { risk, effect, instead = [] }]) => {
    return { id: `the engine's ${id}`, risk, effect, instead, majors: [5, 6, 7] };
  }),
];

/** What the commands that a text names could do, by whichever Prisma it is said of. */
function risksOf(text: string, majors: readonly number[]): string[] {
  const lines = [...text.matchAll(/`(prisma7? [^`]+|dropdb[^`]*)`/g)].map(([, line = '']) => line.split(' '));
  return lines.flatMap(([, ...argv]) => {
    const risks = majors.map((major) => classify(parse('prisma', major, argv, grammars), rules).risk);
    // A word that only another major knows is not what it is told about.
    return risks.some((risk) => risk !== 'unknown') ? risks.filter((risk) => risk !== 'unknown') : risks;
  });
}

describe.each(advised)('$id', ({ risk, effect, instead, majors }) => {
  const texts = [effect, ...instead.map((advice) => (typeof advice === 'string' ? advice : advice.own))];

  test('names no way round the interlock', () => {
    // What cannot lose data may say what its options do.
    for (const text of risk === 'none' ? [] : texts) expect(text).not.toMatch(ways);
    for (const text of texts) expect(text).not.toMatch(leadsIn);
  });

  test('advises nothing that could change a database but where that is somebody their own, and nowhere what destroys', () => {
    for (const advice of instead) {
      if (typeof advice === 'string')
        expect(
          risksOf(advice, majors).filter((risk) => risk !== 'none'),
          advice,
        ).toEqual([]);
      else
        expect(
          risksOf(advice.own, majors).filter((risk) => /destroy|unknown/.test(risk)),
          advice.own,
        ).toEqual([]);
    }
  });
});

test("advice for a database of one's own is said in a test and in development, and in no other place", () => {
  const { classification, ...judgement } = exampleJudgement();
  const instead = ['read it', { own: 'change it' }];
  for (const [name, said] of [
    ['test', ['read it', 'change it']],
    ['development', ['read it', 'change it']],
    ['staging', ['read it']],
    ['production', ['read it']],
    ['unknown', ['read it']],
  ] as const) {
    const at = { ...judgement, classification: { ...classification, instead }, environment: { name, evidence: [] } };
    expect(refusal(at).next?.steps).toEqual(said);
    expect(plan(at).next?.steps).toEqual(said);
    expect(explanation(at, { cheapBytes: 1, lastBackup: undefined, warnings: [] }).next?.steps).toEqual(said);
  }
});

describe('a pipeline', () => {
  const told = (options: Parameters<typeof exampleJudgement>[0], name: EnvironmentName) => {
    const environment = { name, evidence: [] } as const;
    return render(needsPerson({ ...exampleJudgement({ actor: 'ci', ...options }), environment }, 'req-a'), plain);
  };
  const declares = '"disposable": ["app@localhost"]';
  const names = 'PRISMA_INTERLOCK_CONFIRM is app@localhost';

  test('is told what it is meant to do: declare its test database, or be told by its settings which one it may change', () => {
    expect(told({ risk: 'change' }, 'unknown')).toContain(declares);
    expect(told({ risk: 'change' }, 'unknown')).toContain(names);
    expect(told({ risk: 'destroy' }, 'development')).toContain(declares);
    expect(told({ risk: 'destroy' }, 'development')).not.toContain('PRISMA_INTERLOCK_CONFIRM');
    expect(told({ risk: 'change' }, 'production')).toContain(names);
    for (const name of ['production', 'staging'] as const)
      expect(told({ risk: 'change' }, name)).not.toContain('disposable');
    expect(told({ risk: 'change', problem: 'nobody knows it' }, 'unknown')).not.toMatch(/disposable|_CONFIRM/);
  });

  test('is told so where it is blocked, too, unless the place is known to be production', () => {
    const blocked = (name: EnvironmentName, actor: 'ci' | 'person' | 'agent') =>
      render(refusal({ ...exampleJudgement({ actor }), environment: { name, evidence: [] } }), plain);
    expect(blocked('unknown', 'ci')).toContain(declares);
    expect(blocked('production', 'ci')).not.toContain('disposable');
    for (const actor of ['person', 'agent'] as const) expect(blocked('unknown', actor)).not.toContain('disposable');
  });
});

test('an agent is told to stop and to ask the person, and is given the request', () => {
  const text = render(needsPerson(exampleJudgement({ actor: 'agent' }), 'req-k3f9w2ab'), plain);
  expect(text).toContain('Stop here');
  expect(text).toContain('Do not run it again');
  expect(text).toContain('name request req-k3f9w2ab');
});

test('hostile words cannot break out of a message, whatever part they are in', () => {
  const evil = '\u001b[2J\n::error::x\r\u202e##[error]x\u0007\u009b';
  const judgement = exampleJudgement({
    argv: ['db', evil, 'x'.repeat(10_000_000)],
    labels: [evil],
    problem: evil,
  });
  const because = [evil, 'y'.repeat(1_000_000)];
  const message = refusal({ ...judgement, decision: { ...judgement.decision, because } });
  for (const text of [render(message, plain), toJson(message)]) {
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|##\[|^\s*::/m);
    expect(text.length).toBeLessThan(6000);
  }
});

test('a crash tells where it arose, and nothing of what the error says', () => {
  const error = Object.assign(new Error('postgresql://me:hunter2@localhost/app\n    at hunter2:1:1'), {
    code: 'ECONNREFUSED',
  });
  const text = render(crashMessage(error, '0.1.0'), plain);
  expect(text).toContain('Error ECONNREFUSED');
  expect(text).toMatch(/at .*messages\.test\.ts:\d+:\d+/);
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain('postgresql');
  for (const thrown of ['hunter2', undefined, { password: 'hunter2' }]) {
    expect(render(crashMessage(thrown, '0.1.0'), plain)).not.toContain('hunter2');
  }
});

describe('print', () => {
  const message = refusal(exampleJudgement());

  test('colours only a terminal, and not with NO_COLOR', () => {
    const said = (env: Record<string, string>, columns?: number) => {
      const host = recordingHost(env, columns);
      print(host, message);
      return host.said();
    };
    expect(said({}, 80)).toContain('\u001b[');
    for (const text of [
      said({}),
      said({ FORCE_COLOR: '1' }),
      said({ NO_COLOR: '1' }, 80),
      said({ TERM: 'dumb' }, 80),
    ]) {
      expect(text).not.toContain('\u001b');
    }
  });

  test('speaks JSON where the variable or the caller says so', () => {
    const host = recordingHost({ PRISMA_INTERLOCK_FORMAT: 'json', GITHUB_ACTIONS: 'true' });
    print(host, message);
    expect(host.said()).toBe(`${toJson(message)}\n`);
    const other = recordingHost();
    print(other, message, 'json');
    expect(other.said()).toBe(`${toJson(message)}\n`);
  });

  test('in GitHub Actions adds an annotation and a paragraph to the summary', () => {
    const folder = mkdtempSync(join(tmpdir(), 'prisma-interlock-summary-'));
    const summary = join(folder, 'summary.md');
    const host = recordingHost({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
    const judgement = exampleJudgement({ argv: ['db', 'push', '100%', '```'] });
    print(host, refusal(judgement));
    const annotations = host
      .said()
      .split('\n')
      .filter((line) => line.startsWith('::'));
    expect(annotations).toHaveLength(1);
    expect(annotations[0]).toMatch(/^::error title=prisma-interlock blocked::This command destroys data/);
    expect(annotations[0]).toContain('%0Aprisma db push 100%25 ');
    const text = readFileSync(summary, 'utf8');
    expect(text).toContain('### prisma-interlock: blocked');
    expect(text).toMatch(/\n````text\n[\s\S]*\n````\n$/);
    rmSync(folder, { recursive: true });
  });

  test('is not stopped by a summary that cannot be written', () => {
    const host = recordingHost({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/nowhere/summary.md' });
    print(host, message);
    expect(host.said()).toContain('::error');
  });

  test('annotates stops only', () => {
    const host = recordingHost({ GITHUB_ACTIONS: 'true' });
    for (const one of everyMessage().filter(({ level }) => level !== 'error')) print(host, one);
    expect(host.said()).not.toContain('::error');
  });
});
