import { changeKnown } from '../known/file.ts';
import { type Command, jsonOption } from './command.ts';
import { needKnown } from './known.ts';
import { needPersonsWord } from './need-persons-word.ts';
import { writeJson, writeResult } from './output.ts';
import { usage } from './parse-call.ts';

export const command: Command = {
  name: 'forget',
  summary: 'Forget what this machine remembers of a database, after its name was typed',
  usage: 'forget <database> [--json]',
  notes: ['The database as `prisma-interlock known` shows it. An AI agent cannot do this.'],
  options: jsonOption,
  operands: 1,
  async run({ host, options, operands }) {
    const label = operands[0];
    if (!label) throw usage(command, 'Which database is meant? `prisma-interlock known` shows them.');
    const known = needKnown(host);
    const own = known.entries.filter((entry) => entry.label === label);
    const isSeen = known.seen.some((each) => each.label === label);
    if (!isSeen && own.length === 0)
      throw usage(command, `Nothing is remembered of "${label}": \`prisma-interlock known\` shows what is.`);
    const words = [...new Set(own.map(({ word }) => word))].join(' and ') || 'seen';
    const question = `${label} is remembered as ${words}. To forget that, type: ${label}`;
    await needPersonsWord(host, {
      question,
      label,
      words: ['forget', label],
      what: 'What is remembered makes places stricter',
    });
    const isOther = (known: { readonly label: string }) => known.label !== label;
    changeKnown(host, ({ entries, seen }) => ({ entries: entries.filter(isOther), seen: seen.filter(isOther) }));
    if (options.json) writeJson(host, { forgotten: label, entries: own.length });
    else writeResult(host, `Forgotten: ${label}.\n`);
    return 0;
  },
};
