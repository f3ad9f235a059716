import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExampleOptions } from '../ui/example.ts';
import { buildProgram, openTerminal, type Terminal } from './at-terminal.ts';

let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => program.remove());

type Scenario = ExampleOptions & { busy?: number; reader?: boolean; ask?: 'pick' | 'yes'; choices?: number };

const yes = 'Run it? (y/N)';
const phrase = 'Type DESTROY_DATA to go on';
const typed = 'RESULT {"given":true,"how":"typed"} RAW false LISTENERS 0';
const refused = 'RESULT {"given":false,"how":"refused"} RAW false LISTENERS 0';

function open(scenario: Scenario, env: Record<string, string> = {}): Terminal {
  const path = process.env.PATH ?? '';
  return openTerminal(process.execPath, [program.path], {
    PATH: path,
    ...env,
    SCENARIO: JSON.stringify(scenario),
  });
}

/** Lets a shell start the program, for what only a shell can arrange of its streams. */
function openBy(script: string, scenario: Scenario, env: Record<string, string> = {}): Terminal {
  const own = { PATH: process.env.PATH ?? '', NODE: process.execPath, PROGRAM: program.path };
  return openTerminal('/bin/sh', ['-c', script], { ...own, ...env, SCENARIO: JSON.stringify(scenario) });
}

describe('the phrase', () => {
  test('is a yes when it is typed exactly', async () => {
    const terminal = open({});
    await terminal.waitFor(phrase);
    terminal.type('DESTROY_DATA\r');
    await terminal.waitFor(typed);
    expect((await terminal.ended()).exitCode).toBe(0);
  });

  test('is a yes when it is typed key by key, with a slip mended', async () => {
    const terminal = open({});
    await terminal.waitFor(phrase);
    for (const key of 'DESTROX\u007fY_DATA\r') terminal.type(key);
    await terminal.waitFor(typed);
  });

  const wrong = ['', 'y', 'yes', 'destroy_data', ' DESTROY_DATA', 'DESTROY_DATA ', 'DESTROY_DATA.', '"DESTROY_DATA"'];
  test.each(wrong)('is a no when %j is typed', async (word) => {
    const terminal = open({});
    await terminal.waitFor(phrase);
    terminal.type(`${word}\r`);
    await terminal.waitFor(refused);
  });

  const ways = [
    ['Ctrl-C', '\u0003'],
    ['Ctrl-C behind the right word', 'DESTROY_DATA\u0003'],
    ['Ctrl-D', '\u0004'],
    ['Ctrl-D behind the right word', 'DESTROY_DATA\u0004'],
    ['Escape', '\u001b'],
    ['a paste with a line before', '\nDESTROY_DATA\n'],
    ['a paste with a line behind', 'DESTROY_DATA\nDESTROY_DATA\n'],
    ['half an escape sequence and Enter', '\u001b[\r'],
  ] as const;
  test.each(ways)('is a no at %s', async (_name, keys) => {
    const terminal = open({});
    await terminal.waitFor(phrase);
    terminal.type(keys);
    await terminal.waitFor(refused);
    expect((await terminal.ended()).exitCode).toBe(0);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'is a no at %s, and the terminal is as before',
    async (signal) => {
      const terminal = open({ reader: true });
      await terminal.waitFor(phrase);
      terminal.type('DESTROY_DATA');
      // Drawn behind the question: it was read, and is not left for the reader below.
      await terminal.waitFor('\u001b[22m DESTROY_DATA');
      process.kill(terminal.pid, signal);
      await terminal.waitFor(refused);
      await terminal.waitFor('icanon');
      await terminal.waitFor('READY');
      expect(terminal.output()).not.toContain('-icanon');
      expect(terminal.output()).not.toContain('-echo\r');
      terminal.type('\r');
      await terminal.waitFor('READ<>');
    },
  );

  test('is a no when the terminal goes away', async () => {
    const log = `${program.path}.log`;
    const terminal = open({}, { LOG: log });
    await terminal.waitFor(phrase);
    terminal.hangUp();
    // How it ends is the program's own: test/e2e/hang-up.test.ts.
    await terminal.ended();
    expect(readFileSync(log, 'utf8').split('\n')[0]).toBe('{"given":false,"how":"refused"}');
  });
});

describe('typed ahead', () => {
  test('does not answer the prompt that comes later', async () => {
    const terminal = open({ busy: 700 });
    await terminal.waitFor('BUSY');
    terminal.type('y\nDESTROY_DATA\nDESTROY_DATA\n');
    await terminal.waitFor(phrase);
    terminal.type('\r');
    await terminal.waitFor(refused);
  });

  test('does not become the first half of a later answer', async () => {
    const terminal = open({ busy: 700 });
    await terminal.waitFor('BUSY');
    terminal.type('DESTROY_');
    await terminal.waitFor(phrase);
    terminal.type('DATA\r');
    await terminal.waitFor(refused);
  });

  test('leaves a person able to answer', async () => {
    const terminal = open({ busy: 700 });
    await terminal.waitFor('BUSY');
    terminal.type('oops\n');
    await terminal.waitFor(phrase);
    terminal.type('DESTROY_DATA\r');
    await terminal.waitFor(typed);
  });

  test('at the first of two prompts does not answer the second', async () => {
    const terminal = open({ kind: 'twice', labels: ['app@db.example.com'] });
    await terminal.waitFor(yes);
    terminal.type('y\rapp@db.example.com\r');
    await terminal.waitFor(refused);
  });

  test('with Ctrl-C in it is a no', async () => {
    const terminal = open({ busy: 300 });
    await terminal.waitFor('BUSY');
    // Once nothing is echoed any more the terminal is in raw mode: Ctrl-C is a key then, and no signal.
    for (let unechoed = 0, length = 0, sent = 0; unechoed < 15 && sent < 1000; sent += 1) {
      terminal.type('x');
      await new Promise((resolve) => setTimeout(resolve, 10));
      unechoed = terminal.output().length === length ? unechoed + 1 : 0;
      length = terminal.output().length;
    }
    terminal.type('\u0003');
    await terminal.waitFor(refused);
  });

  test('without end is a no', async () => {
    const terminal = open({});
    let going = true;
    const flood = (async () => {
      for (let sent = 0; going && sent < 2000; sent += 1) {
        terminal.type('y\n');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    await terminal.waitFor(refused, 25_000);
    going = false;
    await flood;
  }, 40_000);
});

describe('twice', () => {
  test('takes a yes, then the name of the target', async () => {
    const terminal = open({ kind: 'twice', labels: ['app@db.example.com'] });
    await terminal.waitFor(yes);
    terminal.type('y\r');
    await terminal.waitFor('Type app@db.example.com to go on');
    terminal.type('app@db.example.com\r');
    await terminal.waitFor(typed);
  });

  test.each(['', 'n', 'DESTROY_DATA', 'yy'])('stops at the first question when %j is typed', async (word) => {
    const terminal = open({ kind: 'twice' });
    await terminal.waitFor(yes);
    terminal.type(`${word}\r`);
    await terminal.waitFor(refused);
    expect(terminal.output()).not.toContain('Type app@localhost');
  });

  test.each(['app', 'APP@localhost', 'y', ''])('is a no when %j is typed for the name', async (word) => {
    const terminal = open({ kind: 'twice' });
    await terminal.waitFor(yes);
    terminal.type('yes\r');
    await terminal.waitFor('Type app@localhost to go on');
    terminal.type(`${word}\r`);
    await terminal.waitFor(refused);
  });

  test('asks for the name of every target', async () => {
    const terminal = open({ kind: 'twice', labels: ['app@localhost', 'shadow@localhost'] });
    await terminal.waitFor(yes);
    terminal.type('y\r');
    await terminal.waitFor('Type app@localhost to go on');
    terminal.type('app@localhost\r');
    await terminal.waitFor('Type shadow@localhost to go on');
    terminal.type('app@localhost\r');
    await terminal.waitFor(refused);
  });

  test('asks for the phrase where the target has no name', async () => {
    const terminal = open({ kind: 'twice', labels: [], problem: 'DATABASE_URL is not set' });
    await terminal.waitFor(yes);
    terminal.type('y\r');
    await terminal.waitFor(phrase);
    terminal.type('DESTROY_DATA\r');
    await terminal.waitFor(typed);
  });
});

describe('nobody is asked', () => {
  test('when an agent runs the command, though there is a terminal', async () => {
    const terminal = open({ actor: 'agent', risk: 'change' }, { PRISMA_INTERLOCK_CONFIRM: 'app@localhost' });
    await terminal.waitFor('RESULT {"given":false,"how":"agent"}');
    expect(terminal.output()).not.toContain('DESTROY_DATA');
  });

  test.each([
    ['echo DESTROY_DATA | "$NODE" "$PROGRAM"', 'the answer comes by a pipe'],
    ['"$NODE" "$PROGRAM" < /dev/null', 'stdin is empty'],
    ['"$NODE" "$PROGRAM" <&-', 'stdin is closed'],
    ['"$NODE" "$PROGRAM" 2>&1 | cat', 'stderr is a pipe'],
  ])('by %s: %s', async (script) => {
    const terminal = openBy(script, {});
    await terminal.waitFor('RESULT {"given":false,"how":"nobody to ask"}');
    expect((await terminal.ended()).exitCode).toBe(0);
  });

  test('when the decision is to block, whatever the terminal says', async () => {
    const terminal = open({ verdict: 'block', kind: 'none' });
    await terminal.waitFor('RESULT {"given":false,"how":"refused"}');
  });

  test('when the decision is to allow', async () => {
    const terminal = open({ verdict: 'allow', kind: 'none' });
    await terminal.waitFor('RESULT {"given":true,"how":"not needed"}');
  });
});

describe('a question', () => {
  test.each(['yes', 'pick'] as const)('has no colour with NO_COLOR, and hides no cursor: %s', async (ask) => {
    const terminal = open({ ask }, { NO_COLOR: '1' });
    await terminal.waitFor(ask === 'yes' ? 'Go?' : 'The three');
    terminal.type('y');
    terminal.type('\r');
    await terminal.waitFor('RESULT');
    expect(terminal.output()).not.toMatch(/\u001b\[(?:[0-9;]*m|\?25l)/);
  });

  test('takes a slip back where it is, in the midst of a word', async () => {
    const terminal = open({});
    await terminal.waitFor(phrase);
    for (const key of ['DESTROYDATA', ...Array(4).fill('\u001b[D'), '_', '\r']) {
      terminal.type(key);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await terminal.waitFor(typed);
  });
});

describe('stdout', () => {
  test('may be a pipe, and nothing is drawn on it', async () => {
    const terminal = openBy('"$NODE" "$PROGRAM" | wc -c', {});
    await terminal.waitFor(phrase);
    terminal.type('DESTROY_DATA\r');
    await terminal.waitFor(typed);
    await terminal.waitFor('0\r');
  });
});

describe('afterwards', () => {
  test('a child reads its own line from the terminal, whole', async () => {
    const terminal = open({ reader: true });
    await terminal.waitFor(phrase);
    terminal.type('DESTROY_DATA\r');
    await terminal.waitFor(typed);
    await terminal.waitFor('READY');
    expect(terminal.output()).not.toContain('-icanon');
    terminal.type('for the child\r');
    await terminal.waitFor('READ<for the child>');
    expect(terminal.output().lastIndexOf('\u001b[?25l')).toBe(-1);
  });

  test('what is typed behind a no is left for the next reader', async () => {
    const terminal = open({ reader: true });
    await terminal.waitFor(phrase);
    terminal.type('no\r');
    await terminal.waitFor('RESULT');
    terminal.type('next\r');
    await terminal.waitFor('READ<next>');
  });
});

describe('pick', () => {
  test('gives the choice that the arrow keys reach', async () => {
    const terminal = open({ ask: 'pick' });
    await terminal.waitFor('The three');
    terminal.type('\u001b[B');
    await new Promise((resolve) => setTimeout(resolve, 100));
    terminal.type('\r');
    await terminal.waitFor('RESULT {"value":"two"} RAW false LISTENERS 0');
  });

  test('shows a dozen of a longer list at a time, and scrolls', async () => {
    const terminal = open({ ask: 'pick', choices: 40 });
    await terminal.waitFor('The 12th');
    expect(terminal.output()).not.toContain('The 13th');
    for (let down = 0; down < 39; down += 1) terminal.type('\u001b[B');
    await terminal.waitFor('The 40th');
    terminal.type('\r');
    await terminal.waitFor('RESULT {"value":"40th"} RAW false LISTENERS 0');
  });

  test.each(['\u0003', '\u0004', '\u001b'])('gives nothing at %j', async (key) => {
    const terminal = open({ ask: 'pick' });
    await terminal.waitFor('The three');
    terminal.type(key);
    await terminal.waitFor('RESULT "nothing" RAW false LISTENERS 0');
    expect(terminal.output()).not.toContain('\u001b[?25l');
  });
});
