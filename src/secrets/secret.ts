import type { Secret } from '../types.ts';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Wraps a text so that only `reveal()` gives it back: printing, JSON and inspection show `[redacted]`. */
export function secret(text: string): Secret {
  const hidden = () => '[redacted]';
  return Object.defineProperties({ reveal: () => text } as Secret, {
    reveal: { value: () => text, enumerable: false },
    toString: { value: hidden },
    toJSON: { value: hidden },
    [inspect]: { value: hidden },
  });
}
