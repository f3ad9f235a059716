import { expect, it } from 'vitest';
import { identifyActor } from '../../src/environment/actor.ts';
import { createHost, type Host } from '../../src/host.ts';

const tty = true;
const pipe = false;

function actor(env: Host['env'], { stdin = tty as boolean, stderr = tty as boolean, files = [] as string[] } = {}) {
  const real = createHost();
  const fs = { ...real.fs, existsSync: (file: string) => files.includes(file) } as typeof real.fs;
  const isTerminal: Host['isTerminal'] = (descriptor) => (descriptor === 0 ? stdin : stderr);
  // What runs the tests may be an agent itself.
  const { kind, terminal } = identifyActor({ ...real, platform: 'darwin', env, fs, isTerminal });
  return [kind, terminal];
}

it.each([
  [{}, 'person'],
  [{ CI: 'true' }, 'ci'],
  [{ CI: 'false' }, 'person'],
  [{ CI: '' }, 'person'],
  [{ GITHUB_ACTIONS: 'true' }, 'ci'],
  [{ CLAUDECODE: '1', CI: 'true' }, 'agent'],
  [{ CURSOR_AGENT: '1' }, 'agent'],
  [{ AGENT: 'goose' }, 'agent'],
  [{ AI_AGENT: '0' }, 'agent'],
  [{ OR_APP_NAME: 'Aider' }, 'agent'],
  [{ OR_APP_NAME: 'other' }, 'person'],
  [{ REPLIT_SESSION: 'agent-1' }, 'agent'],
  [{ REPLIT_SESSION: 'shell' }, 'person'],
])('with %j at a terminal it is a %s who asks', (env, kind) => {
  expect(actor(env)).toEqual([kind, true]);
});

it('the machine of an agent is an agent', () => {
  expect(actor({}, { files: ['/opt/.devin'] })).toEqual(['agent', true]);
});

it('nobody can be asked where stdin or stderr is no terminal', () => {
  expect(actor({}, { stdin: pipe })).toEqual(['person', false]);
  expect(actor({}, { stderr: pipe })).toEqual(['person', false]);
});
