/** Makes a backup with retention in the repository it is given. Ends with 0 where it lives to the end. */
import { type DeadlyPoint, dyingHost } from './dying-host.ts';
import { placeFrom, runOnce } from './one-run.ts';

const [database = '', place = '', at = '', nth = '', points = ''] = process.argv.slice(2);
await runOnce(dyingHost(Number(nth), points as DeadlyPoint), database, placeFrom(place), new Date(at));
