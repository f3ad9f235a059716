import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { toOwnSchema } from '../../../../src/backup/engines/mysql/own-schema.ts';

const setting = 'CHARACTER SET latin1 COLLATE latin1_swedish_ci';

async function through(pieces: readonly Buffer[]): Promise<string> {
  const stream = toOwnSchema();
  for (const piece of pieces) stream.write(piece);
  stream.end();
  return text(stream);
}

const dump = [
  `INSERT INTO \`t\` VALUES ('${'ä'.repeat(2000)}'),('\nALTER DATABASE');`,
  `ALTER DATABASE \`my\`\`db ü\` ${setting} ;`,
  'DELIMITER ;;',
  'CREATE PROCEDURE `p`() BEGIN',
  `ALTER DATABASE \`other\` ${setting} ;`,
  'END ;;',
  `ALTER DATABASE \`db\` ${setting} ;;`,
  'DELIMITER ;',
  `ALTER DATABASE \`db\` ${setting} ;;`,
  `ALTER DATABASE \`${'x'.repeat(2000)}\` ${setting} ;`,
  `ALTER DATABASE \`db\` ${setting} ;`,
].join('\n');

it('takes the name of the schema out of what the tool settles around a definition, wherever the stream is cut', async () => {
  const lines = dump.split('\n');
  const expected = lines.map((line, n) => ([2, 7, 11].includes(n) ? line.replace(/`.*` /, '') : line)).join('\n');
  expect(expected).not.toBe(dump);
  const bytes = Buffer.from(dump);
  expect(await through([...bytes].map((byte) => Buffer.from([byte])))).toBe(expected);
  for (let at = 0; at < bytes.length; at += 7) {
    expect(await through([bytes.subarray(0, at), bytes.subarray(at)])).toBe(expected);
  }
  expect(await through([Buffer.from(`${dump}\n`)])).toBe(`${expected}\n`);
});
