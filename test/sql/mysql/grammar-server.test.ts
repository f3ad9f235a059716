import { expect, test } from 'vitest';
import { createMariadbDatabase } from '../../support/servers.ts';
import { swept } from '../../support/sweep.ts';
import { checkRuns } from './check-runs.ts';
import { startRuns } from './run.ts';

test('scripts of the grammar do to a real MariaDB what the grammar says of them', async () => {
  const database = await createMariadbDatabase();
  const runs = await startRuns({ flavour: 'mariadb', ...database });
  try {
    const { wrong, refused, share } = await checkRuns(
      runs,
      { flavour: 'mariadb', database: database.name },
      swept(3000, 60),
    );
    expect(wrong.join('\n=====\n')).toBe('');
    expect(refused.length * share, refused.slice(0, 10).join('\n=====\n')).toBeLessThan(0.2);
  } finally {
    await runs.stop();
    await database.drop();
  }
}, 900_000);
