import { judgeTarget } from '../environment/judge.ts';
import { withOtherNames } from '../environment/other-names.ts';
import { sayAsPerson } from '../environment/recollect.ts';
import { strictest } from '../environment/strictest.ts';
import { isMilder, isWord, nothingKnown, type Word } from '../known/entry.ts';
import { recall } from '../known/recall.ts';
import { type Command, jsonOption, targetOptions } from './command.ts';
import { needKnown } from './known.ts';
import { needPersonsWord } from './need-persons-word.ts';
import { writeJson, writeResult } from './output.ts';
import { findPlace, needTarget } from './place.ts';

export const command: Command = {
  name: 'allow',
  summary: "Let a milder word on the project's database count, after its name was typed",
  usage: 'allow [options]',
  notes: [
    'This machine remembers the strictest word that was said of each database. A milder one, of a policy that was edited,',
    'moved or removed, waits until a person has said here that it is meant. It then counts for this database at this address.',
  ],
  options: { ...targetOptions, ...jsonOption },
  operands: 0,
  async run({ host, options }) {
    const place = await findPlace(host, options);
    const target = needTarget(place, 'usage');
    const { identity, label } = target;
    // Names that reach it by what is remembered are what a person may answer here.
    const named = withOtherNames(host, { targets: [target], problem: undefined }, place.policy, nothingKnown);
    const evidence = named.targets.flatMap((each) => judgeTarget(each, place.policy));
    const { name } = strictest(evidence);
    const known = recall(needKnown(host).entries, identity);
    const tell = (word: Word | null, text: string) => {
      if (options.json) writeJson(host, { target: label, allowed: word });
      else writeResult(host, `${text}\n`);
      return 0;
    };
    if (known === undefined || !isWord(name) || !isMilder(name, known.word))
      return tell(null, `No word waits for ${label}: it is judged as ${place.environment.name}.`);
    const why = evidence.find(({ says }) => says === name)?.why ?? 'Nobody has said anything.';
    const question = `${known.entry.why} Now: ${why} To let ${label} be ${name} from now on, type: ${label}`;
    const what = `A milder word than the remembered one (${known.word}) makes it easier to lose ${label}`;
    await needPersonsWord(host, { question, label, words: ['allow'], what });
    sayAsPerson(host, target, name, `A person said on this machine that ${label} is ${name}.`);
    return tell(name, `${label} is ${name} from now on.`);
  },
};
