import { aptInstall } from './apt.ts';
import { programOnPath } from './program-on-path.ts';

/** Absolute path of a program, installed where that is ours to do (root on Debian and its kin); else says what to install. */
export async function debianProgram(name: string, from: string): Promise<string> {
  const found = programOnPath(name);
  if (found !== undefined) return found;
  const installed = (await aptInstall([from])) ? programOnPath(name) : undefined;
  if (installed !== undefined) return installed;
  throw new Error(`The tests need ${name}. On Debian or Ubuntu: sudo apt-get install ${from}`);
}
