import { test } from 'vitest';
import { readMysql } from '../../../src/sql/mysql/read.ts';
import { swept } from '../../support/sweep.ts';
import { checkReadings } from '../check-readings.ts';
import { generate, spoiled } from './grammar.ts';
import { type Flavour, known } from './there.ts';

const versions = { mariadb: 101119, mysql: 90704 } as const;

test.each<Flavour>(['mariadb', 'mysql'])(
  'of 20,000 scripts of %s however written none that takes rows is judged harmless, and few harmless ones are not understood',
  (flavour) => {
    const reading = { flavour, version: versions[flavour], sqlMode: ['STRICT_TRANS_TABLES'], schema: known };
    checkReadings({
      seeds: swept(20_000, 40),
      generate: (seed) => generate(seed, { flavour, database: 'app' }),
      spoiled,
      read: (sql) => readMysql(sql, reading),
      readBlindly: (sql) => readMysql(sql, {}),
    });
  },
  900_000,
);
