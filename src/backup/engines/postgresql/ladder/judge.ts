/** Which of the server's errors mean that rows or names break something, and which that the restore itself failed. */

/**
 * SQLSTATE classes (PostgreSQL's manual, appendix A): data, cardinality and integrity; errors of routines and those that they
 * raise; names that are not found and definitions that do not fit; what the server does not support, its limits, and what
 * something else has to be ready for.
 */
const ofContents = /^(?:2[123]|2F|3[89F]|42|0A|54|55|P0)...$/;
/** Rights, locks and what is in use say nothing of the contents. */
const ofCircumstances = new Set(['42501', '55P03', '55006']);

export function isOfContents(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && ofContents.test(code) && !ofCircumstances.has(code);
}

/** One line. The values of a key are left out: the line goes into a manifest. */
export function decisiveLine(error: unknown): string {
  const { message, detail } = error as { message?: string; detail?: string };
  const first = (message ?? String(error)).split('\n')[0] ?? '';
  const [, key = '', says = ''] =
    /^(Key \([^)]*\))=\(.*\) (is (?:duplicated|not present in table "[^"]*"))\.$/s.exec(detail ?? '') ?? [];
  return key === '' ? first : `${first}: ${key} ${says}`;
}
