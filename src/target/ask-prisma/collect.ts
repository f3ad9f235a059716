import type { Readable } from 'node:stream';

/** All that comes, as text. */
export async function collect(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}
