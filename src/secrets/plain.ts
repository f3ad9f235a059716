const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Control characters, and those that turn the direction of text, as `\xNN` or `\uNNNN`. */
export function escapeControls(text: string): string {
  return text.replace(control, (sign) => {
    const code = sign.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}

/** What another program said, fit to be quoted: one line, no colours, no URL. `limit`: in characters. */
export function plain(text: string, limit = 300): string {
  const line = withoutColours(text)
    .replace(/\s+/g, ' ')
    .replace(/[a-z][a-z0-9+.-]*:\/\/\S+(?:\s\S*@\S+)?/gi, '[url]')
    .trim();
  return escapeControls(line.length > limit ? `${line.slice(0, limit - 1)}…` : line);
}

/** The sentence in which a Prisma CLI gives its reason; all of it where there is none. */
export function reasonIn(output: string): string {
  const reason = [...withoutColours(output).matchAll(/^\s*error: ?(.+)$/gim)].at(-1)?.[1];
  return plain(reason ?? output);
}

function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}
