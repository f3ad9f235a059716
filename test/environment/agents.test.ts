import { describe, expect, it } from 'vitest';
import { agentFiles, agentPrograms, agentVariables, workplaces } from '../../policy/agents.ts';
import { identifyActor } from '../../src/environment/actor.ts';
import { createHost } from '../../src/host.ts';
import { agentsPage } from './agents-page.ts';

it('docs/agents.md says what policy/agents.ts says (npm run docs)', async () => {
  await expect(agentsPage(agentVariables, agentFiles, agentPrograms, workplaces)).toMatchFileSnapshot(
    '../../docs/agents.md',
  );
});

it('no variable is listed twice', () => {
  const names = agentVariables.map(({ reads }) => reads);
  expect(names).toEqual([...new Set(names)]);
});

describe.each(agentVariables)('$reads', ({ reads, agent, examples }) => {
  const who = (value: string) => {
    const { fs, ...real } = createHost();
    return identifyActor({
      ...real,
      env: { [reads]: value },
      platform: 'darwin',
      fs: { ...fs, existsSync: () => false },
    });
  };

  it('has examples of both kinds', () => {
    expect(examples.caught, `policy/agents.ts: ${reads} has no example of what it catches`).not.toEqual([]);
    expect(examples.passed, `policy/agents.ts: ${reads} has no example of what it lets by`).not.toEqual([]);
  });

  it.each(examples.caught)('%j is the mark of an agent', (value) => {
    expect(who(value)).toMatchObject({ kind: 'agent', why: `${reads} is set: this is ${agent}.` });
  });

  it.each(examples.passed)('%j is not', (value) => {
    expect(who(value).kind).not.toBe('agent');
  });
});
