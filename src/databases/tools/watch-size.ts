import type { Host } from '../../host.ts';

interface Watcher {
  readonly host: Host;
  onProgress(bytes: number): void;
}

/** Tells twice a second how much another program has written to a file. */
export function watchSize({ host, onProgress }: Watcher, file: string) {
  const timer = setInterval(() => {
    const size = host.fs.statSync(file, { throwIfNoEntry: false })?.size;
    if (size !== undefined) onProgress(size);
  }, 500);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
