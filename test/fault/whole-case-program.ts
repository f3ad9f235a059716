/**
 * One operation with all that is asked afterwards, for a folder that only this process sees as it is: `operation folder
 * before.json`. Prints what came of it as JSON.
 */
import { readFileSync } from 'node:fs';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { createHost } from '../../src/host.ts';
import { type OperationName, operations } from './operations.ts';
import { openPlace } from './place.ts';
import { type Before, brokenPromises, type Ending } from './promises.ts';

const [operation = '', folder = '', known = ''] = process.argv.slice(2);
const place = openPlace(folder);
const before: Before = JSON.parse(readFileSync(known, 'utf8'));
let ending: Ending = 'done';
try {
  await operations[operation as OperationName](createHost(), place);
} catch (error) {
  ending = { error };
}
const broken = await brokenPromises(operation as OperationName, ending, before, place);
const name = ending === 'done' ? 'done' : ending.error instanceof InterlockError ? ending.error.code : 'unclear';
process.stdout.write(JSON.stringify({ name, broken }));
