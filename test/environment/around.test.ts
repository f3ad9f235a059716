import { describe, expect, it } from 'vitest';
import { agentPrograms, workplaces } from '../../policy/agents.ts';
import { identifyActor } from '../../src/environment/actor.ts';
import { ancestorsOf } from '../../src/environment/ancestors.ts';
import { judge } from '../../src/environment/judge.ts';
import { lookAround } from '../../src/environment/judge-around.ts';
import { createHost } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import { secret } from '../../src/secrets/secret.ts';
import { identify } from '../../src/target/identity.ts';
import type { Target } from '../../src/types.ts';
import { hostFrom, type Process } from './processes.ts';

const marked = { CLAUDECODE: '1' };
/** The line, npm above it, and the shell above that, which begins the session. */
const below = (shell: Partial<Process> = {}, npm: Partial<Process> = {}): Process[] => [
  { pid: 50, parent: 40, name: 'node' },
  { pid: 40, parent: 10, name: 'npm exec prisma', ...npm },
  { pid: 10, parent: 5, ...shell },
];

describe('the processes above', () => {
  it('are read from this machine itself, the nearest first', () => {
    const [parent] = ancestorsOf(createHost());
    if (process.platform === 'linux') expect(parent?.pid).toBe(process.ppid);
    else expect(parent).toBeUndefined();
  });

  it('may have any name, and may not be readable', () => {
    const odd = 'a) b (c';
    const found = ancestorsOf(
      hostFrom([...below({ env: 'secret' }, { name: odd, env: { A: 'x=y' } }), { pid: 5, parent: 0 }]),
    );
    expect(found).toEqual([
      { pid: 40, name: odd, env: { A: 'x=y' }, isApart: false },
      { pid: 10, name: 'bash', env: undefined, isApart: false },
      { pid: 5, name: 'bash', env: {}, isApart: true },
    ]);
  });

  it('end where one is gone, and where each is the other one', () => {
    expect(ancestorsOf(hostFrom(below().slice(0, 2)))).toHaveLength(1);
    expect(
      ancestorsOf(
        hostFrom([
          { pid: 50, parent: 40 },
          { pid: 40, parent: 50 },
        ]),
      ),
    ).toHaveLength(64);
  });

  it('tell nothing on other systems', () => {
    expect(ancestorsOf({ ...hostFrom(below({ env: marked })), platform: 'darwin' })).toEqual([]);
  });
});

describe('who asks', () => {
  it.each<[string, Process[]]>([
    ['the shell of the session', below({ env: marked })],
    ['the program between', below({}, { env: marked })],
    ['an agent that runs above in the same session', below({}, { name: 'claude' })],
  ])('is an agent where %s has its mark, which the line was not handed', (_, processes) => {
    expect(identifyActor(hostFrom(processes))).toMatchObject({
      kind: 'agent',
      why: expect.stringMatching(/ \(process (10|40)\).*: this is Claude Code\.$/),
    });
    expect(identifyActor(hostFrom(processes, { CI: 'true' })).kind).toBe('agent');
  });

  it.each<[string, Process[]]>([
    ['above the session', [...below(), { pid: 5, parent: 1, env: marked }]],
    [
      'above a terminal multiplexer',
      below({ name: 'tmux: server', session: 3 }, {}).concat({ pid: 5, parent: 1, env: marked, session: 3 }),
    ],
    ['of an editor', below({ name: 'code', env: marked, session: 3 })],
    [
      'above a line that is a session by itself',
      [
        { pid: 50, parent: 40, session: 50 },
        { pid: 40, parent: 10, env: marked },
      ],
    ],
    ['by its own process, above the session', [...below(), { pid: 5, parent: 1, name: 'claude', session: 5 }]],
  ])('may be a person where the mark is %s, and the mark is named', (_, processes) => {
    const actor = identifyActor(hostFrom(processes));
    expect(actor.kind).toBe('person');
    expect(actor.why).toContain('Claude Code may have opened it.');
  });

  it('is a person where nothing above has a mark', () => {
    const actor = identifyActor(
      hostFrom([...below({ env: { TERM: 'xterm', CLAUDECODE: '' } }), { pid: 5, parent: 0 }]),
    );
    expect(actor).toMatchObject({ kind: 'person', why: 'A terminal, and no mark of CI or an agent.' });
  });

  it('is a pipeline by the mark of the line itself alone', () => {
    expect(identifyActor(hostFrom(below({ env: { CI: 'true' } }))).kind).toBe('person');
    expect(identifyActor(hostFrom(below(), { CI: 'true' })).kind).toBe('ci');
  });
});

describe.each([...agentPrograms, ...workplaces])('a process that is $program', ({ name, examples }) => {
  it.each(examples.caught)('is called %s', (example) => {
    expect(name.test(example)).toBe(true);
    expect(example.length).toBeLessThan(16);
  });
  it.each(examples.passed)('is not called %s', (example) => expect(name.test(example)).toBe(false));
});

describe('variables that the line was not handed', () => {
  const told = (processes: Process[], env = {}) =>
    lookAround(hostFrom(processes, env)).withheld.map(({ says }) => says);

  it.each<[string, Process[], object, string[]]>([
    ['of a runner', below({}, { name: 'turbo', env: { NODE_ENV: 'production' } }), {}, ['production']],
    ['of the shell', below({ env: { APP_ENV: 'staging' } }), {}, ['staging']],
    ['where the line has them empty', below({ env: { NODE_ENV: 'production' } }), { NODE_ENV: '' }, ['production']],
    ['of a platform', below({ env: { VERCEL: '1', VERCEL_ENV: 'production' } }), {}, ['production']],
    [
      'of the nearest that has one',
      below({ env: { NODE_ENV: 'production' } }, { env: { NODE_ENV: 'development' } }),
      {},
      [],
    ],
    [
      'but not where the line says something else',
      below({ env: { NODE_ENV: 'production' } }),
      { NODE_ENV: 'development' },
      [],
    ],
    ['but not where they are milder than nothing', below({ env: { NODE_ENV: 'development' } }), {}, []],
    ['where nobody knows the word, as if it had been handed on', below({ env: { NODE_ENV: 'wat' } }), {}, ['unknown']],
    [
      'where they give a meaning to one that was handed on',
      below({ env: { NETLIFY: 'true', CONTEXT: 'production' } }),
      { CONTEXT: 'production' },
      ['production'],
    ],
    ['but not from above the session', [...below(), { pid: 5, parent: 1, env: { NODE_ENV: 'production' } }], {}, []],
    [
      'but not where the line knows the platform better',
      below({ env: { VERCEL: '1' } }),
      { VERCEL_ENV: 'preview' },
      [],
    ],
  ])('count %s', (_, processes, env, says) => {
    expect(told(processes, env)).toEqual(says);
  });

  it('are told with the process that has them', () => {
    const [evidence] = lookAround(hostFrom(below({}, { name: 'turbo', env: { NODE_ENV: 'production' } }))).withheld;
    expect(evidence?.why).toBe(
      'NODE_ENV is "production". So it is for turbo (process 40), which has not handed it on.',
    );
  });
});

describe('a runner whose own variables nobody can read', () => {
  const policy = (says = {}) => mergePolicies([{ file: '', says }], '/work');
  const target = (url: string): Target => {
    const identity = identify(url, { cwd: '/work', realpath: (file) => file });
    return { identity, role: 'main', url: secret(url), label: `${identity.database}@${identity.host}`, source: 'test' };
  };
  const hidden = below({ env: 'secret' });
  const judged = (url: string, processes: Process[], env: Record<string, string>, says = {}) => {
    const resolution = { targets: [target(url)], problem: undefined };
    return judge(env, resolution, policy(says), {}, lookAround(hostFrom(processes, env))).name;
  };
  const turbo = { TURBO_HASH: '78af', NODE_ENV: 'development' };
  const near = 'postgresql://u@10.0.0.5/app';

  it('leaves a place unknown of which nobody has said anything', () => {
    expect(judged(near, hidden, turbo)).toBe('unknown');
    // Nor where the line has lost the runner's own mark.
    const between = below({ env: 'secret' }, { env: turbo });
    expect(judged(near, between, { NODE_ENV: 'development' })).toBe('unknown');
  });

  it.each([
    [
      'the policy says what it is',
      near,
      hidden,
      turbo,
      { environments: { 'app@10.0.0.5': 'development' } },
      'development',
    ],
    ['the database is on this machine', 'postgresql://u@localhost/app', hidden, turbo, {}, 'development'],
    ['no runner keeps anything back', near, hidden, { NODE_ENV: 'development' }, {}, 'development'],
    ['its variables can be read', near, below(), turbo, {}, 'development'],
  ] as const)('does not where %s', (_, url, processes, env, says, place) => {
    expect(judged(url, [...processes], env, says)).toBe(place);
  });
});
