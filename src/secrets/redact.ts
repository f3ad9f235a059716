const url = /([a-z][a-z0-9+.-]{0,30}:\/\/)/i;
const assignment =
  /((?:password|passwd|pwd|api_?key|token|secret|sslkey)\s*=\s*)('(?:[^'\\]|\\.)*'|"[^"]*"|[^\s&;'"]+)/gi;

/** One word of an argv. Of a URL only the scheme stays: a password may hold any character, so no end of it is sure. */
export function redactWord(word: string): string {
  const match = url.exec(word);
  if (match) return `${word.slice(0, match.index)}${match[1]}[redacted]`;
  return redactAssignments(word);
}

/** A sentence, such as what a program said: the user and password of URLs go, and what is assigned to a password. */
export function redactText(text: string): string {
  return redactAssignments(text.replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s]*@/gi, '$1[redacted]@'));
}

function redactAssignments(text: string): string {
  return text.replace(assignment, '$1[redacted]');
}
