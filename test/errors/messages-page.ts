import type { asks, errors, notes } from '../../src/errors/codes.ts';

/** `docs/messages.md`, made from the table of codes. */
export function messagesPage(table: {
  readonly errors: typeof errors;
  readonly asks: typeof asks;
  readonly notes: typeof notes;
}): string {
  return [
    '# Messages',
    '',
    'Made from `src/errors/codes.ts`; `npm run docs` writes it.',
    '',
    'Each message of ours begins with `prisma-interlock[code]:`. With `PRISMA_INTERLOCK_FORMAT=json` it is one JSON object on one',
    'line of stderr, with the same `code`. A code is permanent: it is never renamed, reused or given another exit code.',
    '',
    '## Stops',
    '',
    'Prisma was not started, or our own command did not do what it was asked. What a message says of this one run, why and what',
    'next, stands below the line that is told here.',
    '',
    ...Object.entries(table.errors).flatMap(([code, stop]) => section(code, stop)),
    '## Questions',
    '',
    ...list(table.asks),
    '',
    '## By the way',
    '',
    ...list(table.notes),
    '',
  ].join('\n');
}

function section(code: string, { exit, what, next, state }: (typeof errors)[keyof typeof errors]): string[] {
  return [
    `### ${code}`,
    '',
    `Exit code **${exit}**. ${what}`,
    '',
    ...(next.length > 0 ? [...next.map((step) => `- ${step}`), ''] : []),
    `Unless it says otherwise: ${state}`,
    '',
  ];
}

function list(codes: Readonly<Record<string, string>>): string[] {
  return Object.entries(codes).map(([code, when]) => `- \`${code}\`: ${when}`);
}
