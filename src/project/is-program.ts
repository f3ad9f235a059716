import type { Host } from '../host.ts';

/** Whether a file is there that may be started; links are followed. */
export function isProgram(host: Host, file: string): boolean {
  try {
    host.fs.accessSync(file, host.fs.constants.X_OK);
    return host.fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
