import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../policy/rules/index.ts';
import { errors } from '../../src/errors/codes.ts';
import { crashMessage } from '../../src/ui/error-message.ts';
import { needsPerson } from '../../src/ui/needs-person.ts';
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

describe('every message', () => {
  const messages = everyMessage();

  test('names no way round the interlock', () => {
    for (const message of messages) {
      for (const text of [render(message, plain), toJson(message)]) expect(text).not.toMatch(ways);
    }
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

test.each(rules.filter(({ risk }) => risk !== 'none'))(
  'the rule $id names no way round the interlock',
  ({ effect, instead }) => {
    for (const text of [effect, ...instead]) expect(text).not.toMatch(ways);
  },
);

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
