import { expect, test } from 'vitest';
import { openTerminal } from './pty.ts';

const options = { cwd: process.cwd(), env: { PATH: process.env.PATH ?? '' } };
const open = (script: string) => openTerminal(process.execPath, ['-e', script], options);

test('a program sees a terminal, and what is typed', async () => {
  const terminal = open(`
    console.log(process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY);
    process.stdin.once('data', (line) => { console.log('got ' + line); process.exit(7); });
  `);
  await terminal.waitFor('true true true');
  terminal.type('DESTROY');
  terminal.press('enter');
  await terminal.waitFor(/got DESTROY/);
  expect(await terminal.ended()).toEqual({ exitCode: 7, signal: undefined });
});

test('Ctrl-C interrupts, and the signal is told apart from an exit code', async () => {
  const terminal = open(`console.log('ready'); setInterval(() => {}, 1000);`);
  await terminal.waitFor('ready');
  terminal.press('ctrl-c');
  expect(await terminal.ended()).toEqual({ exitCode: 0, signal: 2 });
});

test('Ctrl-D closes the input', async () => {
  const terminal = open(`console.log('ready'); process.stdin.resume().on('end', () => process.exit(3));`);
  await terminal.waitFor('ready');
  terminal.press('ctrl-d');
  expect(await terminal.ended()).toEqual({ exitCode: 3, signal: undefined });
});

test('waiting in vain ends with what was on the screen', async () => {
  const terminal = open(`console.log('something else'); setInterval(() => {}, 1000);`);
  await terminal.waitFor('something');
  await expect(terminal.waitFor('something', 100)).rejects.toThrow('something else');
  terminal.kill('SIGKILL');
  await terminal.ended();
});
