import type { Host } from '../../host.ts';

/** Tells twice a second how many bytes another program has written to a file. */
export function watchSize(host: Host, file: string, onSize: (bytes: number) => void) {
  const timer = setInterval(() => {
    const size = host.fs.statSync(file, { throwIfNoEntry: false })?.size;
    if (size !== undefined) onSize(size);
  }, 500);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
