/** One operation in a process of its own, with a fault: `operation folder fault nth`. Prints how it ended. */
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { type FileFault, faultyHost } from './faulty-host.ts';
import { type OperationName, operations } from './operations.ts';
import { openPlace } from './place.ts';

const [operation = '', folder = '', fault = '', nth = ''] = process.argv.slice(2);
try {
  await operations[operation as OperationName](faultyHost(fault as FileFault, Number(nth)).host, openPlace(folder));
  process.stdout.write('done');
} catch (error) {
  process.stdout.write(error instanceof InterlockError ? `${error.code}: ${error.why}` : `unclear: ${String(error)}`);
}
