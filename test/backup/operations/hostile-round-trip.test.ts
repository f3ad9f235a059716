import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup, needIntact } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import { digestDatabase } from '../../support/digest.ts';
import { oneOf } from '../../support/sweep.ts';
import { policyWith } from '../engines/command/command-choice.ts';
import { type Kind, makePlace } from '../engines/engine-places.ts';
import { hostileSql } from '../engines/hostile-sql.ts';
import { scratchFolder, tickingHost } from '../engines/scratch.ts';

const wrecks: Record<Kind, string> = {
  sqlite: `DROP TABLE docs; DROP VIEW high; DROP TRIGGER into_low; DROP INDEX down; DELETE FROM keyed; UPDATE strictly SET blob = NULL; PRAGMA user_version = 1; DROP TABLE "ring 199"`,
  postgresql: `DROP TABLE "User" CASCADE; DROP SCHEMA "Odd.""Schema"" $1" CASCADE; DROP TABLE "ring 7" CASCADE; DROP POLICY few ON keyless; UPDATE extremes SET b = NULL; SELECT lo_unlink(4711); SELECT nextval('down'); DROP EXTENSION pg_trgm CASCADE`,
  mysql:
    'SET FOREIGN_KEY_CHECKS = 0; DROP TABLE `User`, `ring 7`; DROP VIEW high; DROP TRIGGER on_first; DROP EVENT never; DROP FUNCTION twice; UPDATE extremes SET b = NULL; DROP SEQUENCE down; CREATE TABLE low_later (a INT)',
};

/** What no reading of definitions shows: that things work. Each gives `is`. */
const works: Record<Kind, readonly (readonly [sql: string, is: unknown])[]> = {
  sqlite: [
    ["SELECT title AS 'is' FROM docs WHERE docs MATCH 'fox'", 'one'],
    ["SELECT count(*) AS 'is' FROM places WHERE x1 > 1", 1],
    ["INSERT INTO low (a, b) VALUES ('v', 'w') RETURNING 1 AS 'is'", 1],
    ["SELECT c || d AS 'is' FROM keyed WHERE a = 'v'", 'vw;V'],
    ["INSERT INTO counted (x) VALUES ('next') RETURNING id AS 'is'", 43],
    ["SELECT count(*) AS 'is' FROM empty WHERE id = 43", 1],
    ["SELECT count(*) AS 'is' FROM pragma_foreign_key_check()", 0],
    ["SELECT integrity_check AS 'is' FROM pragma_integrity_check()", 'ok'],
    ["SELECT application_id AS 'is' FROM pragma_application_id()", 252006674],
    [
      `SELECT length(CAST(max("a_name_as_long_as_the_server_takes_it_and_not_one_letter_longera_name_as_long_as_the_server_takes_it_and_not_one_letter_longer") AS BLOB)) AS 'is' FROM "it's ""odd"". $1 😀"`,
      7,
    ],
  ],
  postgresql: [
    [`INSERT INTO "User" (mail, "select") VALUES ('c@x', 'c') RETURNING concat(id, shout) AS is`, '1006C'],
    [`INSERT INTO "user" VALUES (2) RETURNING id AS is`, '2'],
    ['SELECT a AS is FROM empty', '1'],
    ["SELECT nextval('down') AS is", '40'],
    ['SELECT n AS is FROM sums', '2'],
    ["SELECT relispopulated AS is FROM pg_class WHERE relname = 'unfilled'", 'f'],
    ['SELECT (1, NULL)::pair #+# (2, NULL)::pair AS is', '3'],
    ['SELECT product(i) AS is FROM generate_series(1, 5) i', '120'],
    ['SELECT string_agg(sorted, \' \' ORDER BY sorted) AS is FROM "User"', 'n9 n10'],
    ["SELECT encode(lo_get(4711), 'hex') AS is", '00ff5c2e'],
    ['SELECT count(*) AS is FROM pg_default_acl', '1'],
    ["SELECT tgenabled AS is FROM pg_trigger WHERE tgname = 'asleep'", 'D'],
    ['SELECT count(*) AS is FROM pg_policy WHERE NOT polpermissive', '1'],
    ["SELECT relpersistence AS is FROM pg_class WHERE relname = 'unlogged'", 'u'],
    ['SELECT count(*) AS is FROM "Odd.""Schema"" $1".parted_a', '20'],
    [`INSERT INTO booking VALUES (1, '[2026-01-01,2026-01-03)') ON CONFLICT DO NOTHING RETURNING 1 AS is`, undefined],
  ],
  mysql: [
    ['SELECT `select` AS `is` FROM `User` WHERE id = 0', 'zero'],
    ["INSERT INTO `User` (`select`) VALUES ('Cc') RETURNING concat(id, shout, low, hidden) AS `is`", '1002CCcc3'],
    ['INSERT INTO `user` VALUES (6) RETURNING id AS `is`', '7'],
    ['SELECT a AS `is` FROM empty', '6'],
    ['SELECT nextval(down) AS `is`', '40'],
    ['SELECT n AS `is` FROM calls', '42'],
    ['SELECT n AS `is` FROM high', '4'],
    ["SELECT count(*) AS `is` FROM old_engine WHERE match (b) against ('words' IN BOOLEAN MODE)", '1'],
    ['SELECT count(*) AS `is` FROM `it\'s "odd". $1 ``ü``` PARTITION (rest)', '1'],
    [
      "SELECT status AS `is` FROM information_schema.events WHERE event_schema = DATABASE() AND event_name = 'never'",
      'DISABLED',
    ],
    [
      'SELECT count(*) AS `is` FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE() AND unique_constraint_schema = constraint_schema',
      '201',
    ],
    ["SELECT count(*) AS `is` FROM extremes WHERE d = '0000-00-00'", '1'],
  ],
};

test.each(oneOf(['sqlite', 'postgresql', 'mysql'] as const, 1))(
  'a hostile database of %s is backed up, proved, wrecked and restored, and works as before',
  async (kind) => {
    const place = await makePlace(kind);
    const { target } = place;
    await place.run(hostileSql[kind]);
    // The name of the file holds what a URL of the digest would cut off.
    const plain = join(scratchFolder(), 'plain.db');
    if (kind === 'sqlite') symlinkSync(target.identity.database, plain);
    const digest = () => digestDatabase(kind, kind === 'sqlite' ? `file:${plain}` : target.url.reveal());
    const before = await digest();
    expect(Object.keys(before.tables).length).toBeGreaterThan(200);
    const host = tickingHost();
    const policy = policyWith(target, undefined, scratchFolder());
    const made = await backUp({ host, target, policy, why: { reason: 'x', argv: [] }, kind: 'manual', need: 'always' });
    if (made.status !== 'made') throw new Error(made.because);
    const entry = await findBackup(host, policy, target, made.backup.id);
    await needIntact(host, entry);
    expect(await verifyBackup({ host, target, policy, entry })).toMatchObject({ check: 'verified' });
    expect(await digest()).toEqual(before);
    await place.run(wrecks[kind]);
    expect(await digest()).not.toEqual(before);
    await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
    expect(await digest()).toEqual(before);
    for (const [sql, is] of works[kind]) expect(String((await place.rows(sql))[0]?.['is']), sql).toBe(String(is));
  },
  120_000,
);
