/** Run at a pseudo-terminal by the tests beside it: asks as SCENARIO says, tells the answer, then starts a reader. */
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { askYes, pick } from '../../src/confirm/ask.ts';
import { confirm } from '../../src/confirm/confirm.ts';
import { createHost } from '../../src/host.ts';
import { type ExampleOptions, exampleJudgement } from '../ui/example.ts';

interface Scenario extends ExampleOptions {
  /** Milliseconds to be busy before anything is asked, so that a test can type ahead. */
  busy?: number;
  ask?: 'pick' | 'yes';
  /** How many there are to pick from; three unless told otherwise. */
  choices?: number;
  /** Starts a program afterwards that reads one line from the same terminal. */
  reader?: boolean;
}

const scenario = JSON.parse(process.env.SCENARIO ?? '{}') as Scenario;
const host = createHost();
const before = listeners();

if (scenario.busy) {
  console.error('BUSY');
  await new Promise((resolve) => setTimeout(resolve, scenario.busy));
}
const { LOG } = process.env;
if (LOG) process.on('exit', (code) => appendFileSync(LOG, `EXIT ${code}\n`));
const result = JSON.stringify(await answer());
if (LOG) appendFileSync(LOG, `${result}\n`);
console.error(`RESULT ${result} RAW ${host.stdin.isRaw === true} LISTENERS ${listeners() - before}`);
if (scenario.reader) {
  const script =
    'stty -a | tr " ;" "\\n\\n" | grep -x -e icanon -e -icanon -e echo -e -echo; echo READY; read line; echo "READ<$line>"';
  spawnSync('sh', ['-c', script], { stdio: 'inherit' });
}

async function answer(): Promise<unknown> {
  if (scenario.ask === 'yes') return askYes(host, 'Go?');
  if (scenario.ask !== 'pick') return confirm(host, exampleJudgement(scenario));
  const choices = ['one', 'two', 'three', ...Array.from({ length: 37 }, (_, at) => `${at + 4}th`)]
    .slice(0, scenario.choices ?? 3)
    .map((value) => ({ value: { value }, label: `The ${value}` }));
  return (await pick(host, 'Which?', choices)) ?? 'nothing';
}

function listeners(): number {
  const events = ['data', 'end', 'close', 'error', 'keypress', 'readable'];
  return events.reduce((sum, event) => sum + host.stdin.listenerCount(event), 0);
}
