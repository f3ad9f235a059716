/**
 * What `work` gives, or an error after so many seconds. What comes later is handed to `late`, so that nothing is left open;
 * that it failed after all is no news any more.
 */
export async function within<Value>(
  seconds: number,
  work: Promise<Value>,
  late: (value: Value) => void = () => {},
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      reject(new Error(`no answer within ${seconds} s (timeout)`));
    }, seconds * 1000);
  });
  work.then(
    (value) => isOver && late(value),
    () => {},
  );
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
