import type { EngineContext } from '../contract.ts';

/** Tells twice a second how much another program has written to a file. */
export function watchSize({ host, onProgress }: Pick<EngineContext, 'host' | 'onProgress'>, file: string) {
  const timer = setInterval(() => {
    const size = host.fs.statSync(file, { throwIfNoEntry: false })?.size;
    if (size !== undefined) onProgress(size);
  }, 500);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
