import * as v from 'valibot';

const listOf = <Item extends v.GenericSchema>(item: Item, description: string) =>
  v.optional(v.pipe(v.array(item), v.minLength(1, 'One belongs here at least'), v.description(description)));

const word = v.pipe(v.string(), v.nonEmpty());

const optionName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]*$/, 'An option is named in full and without its dashes, such as accept-data-loss'),
);

const conditions = v.strictObject({
  program: v.optional(v.pipe(v.picklist(['prisma', 'dropdb']), v.description('Default: prisma'))),
  majors: listOf(v.pipe(v.number(), v.integer(), v.minValue(1)), 'Of Prisma. Default: every one'),
  commands: listOf(word, "As they stand behind Prisma's name: db push. Not of dropdb, which is one by itself."),
  given: listOf(optionName, 'One of these options is given.'),
  alsoGiven: listOf(optionName, 'And one of these.'),
  words: listOf(word, 'One of these is among the words besides options.'),
  withoutWords: listOf(word, 'None of these is.'),
});

const when = v.pipe(
  conditions,
  v.description('All conditions that are there must hold. One with several entries holds when one of them does.'),
);

const rule = v.strictObject({
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9-]*$/, 'An id is of small letters, digits and dashes, such as no-push-by-hand'),
    v.description('By which it is named where it counts.'),
  ),
  when,
  risk: v.pipe(
    v.picklist(['change', 'unknown', 'destroy']),
    v.description('What such a line is at least. Where our own table calls it more, that counts.'),
  ),
  because: v.pipe(v.string(), v.nonEmpty(), v.description('The reason, which is said with the verdict.')),
  where: listOf(
    v.pipe(v.string(), v.nonEmpty()),
    'Names of the databases that it is for: app@db.example.com, prisma/dev.db. Default: every one',
  ),
});

/** Rules that the owners add to ours. */
export const ownRules = v.optional(
  v.pipe(v.array(rule), v.description('Rules that make lines stricter than ours do; those of all files together.')),
);

/** For a word that is misspelled. */
export const ruleKeys = Object.keys(rule.entries);
export const conditionKeys = Object.keys(conditions.entries);
