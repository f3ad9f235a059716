import { expect, test } from 'vitest';
import { everydayWords, firstWords, migrating, reachElsewhere } from '../../policy/commands.ts';
import { engineCalls } from '../../policy/engine-calls.ts';
import { grammars } from '../../policy/grammar/index.ts';

const commands = new Set([
  ...Object.values(grammars.levels).flatMap((level) =>
    Object.entries(level.commands).flatMap(([name, command]) =>
      typeof command === 'object' && 'subcommands' in command
        ? Object.keys(command.subcommands).map((subcommand) => `${name} ${subcommand}`)
        : [name],
    ),
  ),
  ...Object.values(grammars.routes).flatMap((route) => Object.keys(route.commands)),
]);

test('every command that a list of the policy names is one of a grammar or a call of the engine', () => {
  for (const word of [...everydayWords, ...reachElsewhere]) expect(firstWords).toContain(word);
  for (const command of migrating) expect([...commands, ...Object.keys(engineCalls)]).toContain(command);
});

test('every command of every grammar begins with one of the first words', () => {
  for (const command of commands) expect(firstWords).toContain(command.split(' ')[0]);
  expect(firstWords).toContain('introspect');
});
