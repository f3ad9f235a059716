import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { reportJson, reportText } from '../ui/render-report.ts';
import type { Report } from '../ui/report.ts';
import { lookOf } from '../ui/write.ts';

/** What became of the streams that results were written to. */
const faults = new WeakMap<NodeJS.WriteStream, { error: NodeJS.ErrnoException | undefined }>();

/** Results go to stdout. */
export function writeResult(host: Host, text: string): void {
  const { stdout } = host;
  if (!faults.has(stdout)) {
    const fault: { error: NodeJS.ErrnoException | undefined } = { error: undefined };
    faults.set(stdout, fault);
    stdout.on('error', (error) => {
      fault.error ??= error;
    });
  }
  stdout.write(text);
}

/**
 * Waits until what was written has left this process. Throws `output-unwritable`: whoever reads a file has to learn that it
 * is not whole. A reader that went away early (`list | head -1`) has what it wanted.
 */
export async function finishResults(host: Host): Promise<void> {
  const { stdout } = host;
  const fault = faults.get(stdout);
  if (fault === undefined) return;
  await new Promise((resolve) => stdout.write('', resolve));
  // A stream tells of an error after it has called back.
  await new Promise((resolve) => setImmediate(resolve));
  if (fault.error === undefined || fault.error.code === 'EPIPE') return;
  throw new InterlockError('output-unwritable', { why: fault.error.message, cause: fault.error });
}

export function writeJson(host: Host, value: object): void {
  show(host, { sections: [], records: [value] }, true);
}

/** `json`: whether the caller asked for it. */
export function show(host: Host, report: Report, json: boolean): void {
  writeResult(host, json ? reportJson(report) : reportText(report, lookOf(host, host.stdout)));
}
