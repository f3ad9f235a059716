import { expect, onTestFinished, test } from 'vitest';
import { findBackup } from '../../../../src/backup/operations/find-backup.ts';
import { foresee } from '../../../../src/backup/operations/outlook.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import { digestDatabase } from '../../../support/digest.ts';
import { createMariadbDatabase } from '../../../support/servers.ts';
import { runSql } from '../../../support/sql.ts';
import { beforeLoss, policyAt, resetOf } from '../../operations/before-loss.ts';
import { adminUrl, targetOf } from '../engine-places.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';

const host = tickingHost();

interface Case {
  /** As the administrator; DB, GRANTED and APP are names. */
  readonly spoil: readonly string[];
  readonly told: RegExp;
  readonly next: RegExp;
  /** It is named, and the server refuses to dump what it shows all the same. */
  readonly unseen?: true;
  /** Without that user it comes back as the role's own, where a person accepts that. */
  readonly asOwn?: true;
}

const cases: Record<string, Case> = {
  'a user that may not create a schema': {
    spoil: ['REVOKE ALL ON SCRATCH.* FROM APP'],
    told: /by way of a second schema, and the user user_\w+ may not create one/,
    next: /GRANT ALL ON `db\\_\w+\\_restore\\_%`\.\* TO/,
  },
  'a view that another user has defined': {
    spoil: ['CREATE DEFINER = CURRENT_USER VIEW DB.v AS SELECT id FROM DB.kept'],
    told: /view v, defined by admin@%: the user user_\w+ may not make it in a copy/,
    next: /"backup\.restoreUrl"/,
    asOwn: true,
  },
  'a routine that another user has defined': {
    spoil: ['CREATE DEFINER = CURRENT_USER PROCEDURE DB.p() SELECT 1', 'GRANT SELECT ON mysql.* TO APP'],
    told: /procedure p, defined by admin@%/,
    next: /"backup\.restoreUrl"/,
    asOwn: true,
  },
  'a trigger that another user has defined': {
    spoil: ['CREATE TRIGGER g BEFORE INSERT ON kept FOR EACH ROW SET NEW.what = NEW.what'],
    told: /trigger g, defined by admin@%/,
    next: /"backup\.restoreUrl"/,
    asOwn: true,
  },
  'a trigger that the user may not see': {
    spoil: [
      'CREATE TRIGGER g BEFORE INSERT ON kept FOR EACH ROW SET NEW.what = NEW.what',
      'REVOKE TRIGGER ON GRANTED.* FROM APP',
    ],
    told: /^triggers: the user user_\w+ lacks the right TRIGGER/,
    next: /GRANT TRIGGER/,
    unseen: true,
  },
};

test.each(Object.entries(cases))(
  '%s is named before anything is lost, and comes back by the user of backup.restoreUrl',
  async (_, { spoil, told, next, unseen, asOwn }) => {
    const database = await createMariadbDatabase();
    onTestFinished(() => database.drop());
    const admin = Object.assign(new URL(adminUrl('mysql')), { pathname: `/${database.name}` }).href;
    await runSql(
      'mysql',
      database.url,
      "CREATE TABLE kept (id int PRIMARY KEY, what text); INSERT INTO kept VALUES (1, 'one'), (2, NULL)",
    );
    const words = {
      DB: database.name,
      APP: `'${database.user}'@'%'`,
      GRANTED: `\`${database.name.replace(/_/g, '\\_')}\``,
      SCRATCH: `\`${database.name.replace(/_/g, '\\_')}\\_restore\\_%\``,
    };
    for (const statement of spoil) {
      const sql = statement.replace(/\b(DB|APP|GRANTED|SCRATCH)\b/g, (word) => words[word as keyof typeof words]);
      await runSql('mysql', admin, sql);
    }
    const target = targetOf('mysql', database.url, database.name);
    const before = await digestDatabase('mysql', admin);
    const repository = scratchFolder();
    if (unseen) {
      const foreseen = await foresee(host, resetOf(target), policyAt(repository));
      expect(foreseen.map(({ what, why }) => `${what}: ${why}`)).toEqual([expect.stringMatching(told)]);
      await expect(beforeLoss(target, policyAt(repository))).rejects.toMatchObject({
        code: 'backup-failed',
        why: expect.stringContaining('TRIGGER'),
      });
    } else if (asOwn) {
      const named = await beforeLoss(target, policyAt(scratchFolder()));
      expect(named.told).toEqual([expect.stringMatching(told)]);
      expect(named.omissions).toMatchObject([
        { how: 'weaker', why: expect.stringContaining('its definer `admin`@`%`') },
      ]);
    } else {
      await expect(beforeLoss(target, policyAt(repository))).rejects.toMatchObject({
        code: 'no-way-back',
        why: expect.stringMatching(told),
        next: expect.arrayContaining([expect.stringMatching(next)]),
      });
      await expect(beforeLoss(target, policyAt(scratchFolder(), { proofSeconds: 0 }))).rejects.toMatchObject({
        code: 'no-way-back',
      });
    }
    const policy = policyAt(repository, { restoreUrl: { url: secret(adminUrl('mysql')) } });
    const { ids, told: nothing } = await beforeLoss(target, policy);
    expect(nothing).toEqual([]);
    const entry = await findBackup(host, policy, target, ids[0] ?? '');
    expect(entry.manifest.check).toBe('verified');
    await runSql('mysql', admin, 'DROP TABLE kept; DROP VIEW IF EXISTS v; DROP PROCEDURE IF EXISTS p');
    await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
    expect(await digestDatabase('mysql', admin)).toEqual(before);
  },
);
