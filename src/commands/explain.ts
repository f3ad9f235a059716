import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../classify/classify.ts';
import { unseenNames } from '../doctor/unseen-names.ts';
import { parse } from '../parse/parse.ts';
import { correctAfter } from '../pipeline/correct-first.ts';
import { judge } from '../pipeline/guard.ts';
import { findPast } from '../policy/until.ts';
import { locate } from '../project/locate.ts';
import { explanation, explanationRecord } from '../ui/explanation.ts';
import { render } from '../ui/render.ts';
import { lookOf } from '../ui/write.ts';
import { type Command, jsonOption } from './command.ts';
import { explainBatch } from './explain-batch.ts';
import { findLastBackup } from './last-backup.ts';
import { writeJson, writeResult } from './output.ts';
import { usage } from './parse-call.ts';

export const command: Command = {
  name: 'explain',
  summary: 'Say what would happen to a command line, and why, without running it',
  usage: 'explain [--json] [--program prisma|dropdb] -- <argv>\n       explain --json --batch',
  notes: [
    '--batch reads one object a line from stdin: {"program":"prisma","major":7,"argv":["db","push"]}. With a major',
    'the line is read as that Prisma reads it and no database is looked for; without one it is explained in full.',
  ],
  options: {
    program: { takes: '<name>', help: 'prisma (default) or dropdb' },
    batch: { help: 'Explain the lines of stdin, one JSON object a line' },
    ...jsonOption,
  },
  operands: 0,
  passesRest: true,
  async run({ host, options }) {
    const { program = 'prisma' } = options;
    if (program !== 'prisma' && program !== 'dropdb') throw usage(command, 'The program is prisma or dropdb.');
    if (options.batch) return explainBatch(host);
    const end = host.argv.indexOf('--');
    if (end === -1) throw usage(command, 'Put the command line behind "--": explain -- db push');
    const argv = host.argv.slice(end + 1);
    const cli = locate(host, program);
    const invocation = parse(program, cli.major, argv, grammars);
    const judgement = await judge(host, cli, invocation, classify(invocation, rules));
    const last = await findLastBackup(host, judgement);
    const { policy } = judgement;
    const unseen = await unseenNames(host, policy, judgement.resolution?.targets ?? []);
    const past = findPast(policy, judgement.resolution?.targets ?? []);
    const warnings = [...past, ...unseen].map(({ says }) => says);
    if (options.json) writeJson(host, { ...explanationRecord(judgement), lastBackup: last?.record ?? null, warnings });
    else {
      writeResult(
        host,
        render(explanation(judgement, { cheapBytes: policy.backup.cheapBytes, lastBackup: last?.text, warnings }), {
          ...lookOf(host, host.stdout),
          width: host.stdout.columns || 80,
        }),
      );
      await correctAfter(host, judgement);
    }
    return 0;
  },
};
