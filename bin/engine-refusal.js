// How our programs answer where Prisma 5 to 7 expect their schema engine, so that Prisma stops. The words that it
// understands: SchemaEngineCLI.ts and schemaEngineCommands.ts of prisma/prisma.

/** `passCheck`: the check of the connection succeeds, and only the first real question is refused. */
export function refusePrisma(argv, refusal, passCheck) {
  if (argv.includes('cli')) {
    const line = { level: 'ERROR', target: 'schema_engine::logger', fields: { error_code: 'P1001', message: refusal } };
    if (!passCheck) process.stderr.write(`\n${JSON.stringify(line)}`);
    process.exit(passCheck ? 0 : 1);
  }
  let text = '';
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('data', (chunk) => {
    text += chunk;
    const [first, rest] = text.split('\n', 2);
    if (rest === undefined) return;
    const error = {
      code: 4466,
      message: refusal,
      data: { is_panic: false, message: refusal, meta: null, error_code: 'P1001' },
    };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(first ?? '').id, error })}\n`);
    text = '';
  });
}
