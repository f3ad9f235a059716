import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { toOwnSchema } from '../../../../src/backup/engines/mysql/own-schema.ts';

const setting = 'CHARACTER SET latin1 COLLATE latin1_swedish_ci';

async function through(pieces: readonly Buffer[], forbidden: readonly string[] = []): Promise<string> {
  const stream = toOwnSchema(forbidden);
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
  const expected = lines
    .map((line, n) => {
      return [2, 7, 10, 11].includes(n) ? line.replace(/`.*` /, '') : line;
    })
    .join('\n');
  expect(expected).not.toBe(dump);
  const bytes = Buffer.from(dump);
  expect(await through([...bytes].map((byte) => Buffer.from([byte])))).toBe(expected);
  for (let at = 0; at < bytes.length; at += 7) {
    expect(await through([bytes.subarray(0, at), bytes.subarray(at)])).toBe(expected);
  }
  expect(await through([Buffer.from(`${dump}\n`)])).toBe(`${expected}\n`);
});

const root = '`root`@`localhost`';
const odd = '`r``ö t`@`%`';
const defined = [
  `INSERT INTO t VALUES ('/*!50013 DEFINER=${root} SQL SECURITY DEFINER */');`,
  `/*!50013 DEFINER=${root} SQL SECURITY DEFINER */`,
  `/*!50013 DEFINER=\`app\`@\`%\` SQL SECURITY DEFINER */`,
  'DELIMITER ;;',
  `/*!50003 CREATE*/ /*!50017 DEFINER=${odd}*/ /*!50003 TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @a = '${'ä'.repeat(900)}' */;;`,
  `CREATE DEFINER=${root} VIEW inside AS SELECT 1 ;;`,
  'DELIMITER ;',
  'DELIMITER ;;',
  `CREATE DEFINER=${root} PROCEDURE \`p\`()`,
  `CREATE DEFINER=${root} VIEW v AS SELECT 'DEFINER=${root} ' ;;`,
  'DELIMITER ;',
  'DELIMITER ;;',
  `/*!50106 CREATE*/ /*!50117 DEFINER=${root}*/ /*!50106 EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1 */ ;;`,
];

it('takes out the definers that may not be named, where a statement begins and nowhere else', async () => {
  const forbidden = [root, odd];
  const begins = [1, 4, 8, 12];
  const expected = defined.map((line, n) => {
    if (!begins.includes(n)) return line;
    return line.replace(/DEFINER=`r[^@]*@`[^`]*`( ?)/, '');
  });
  const bytes = Buffer.from(defined.join('\n'));
  expect(await through([bytes], forbidden)).toBe(expected.join('\n'));
  expect(
    await through(
      [...bytes].map((byte) => Buffer.from([byte])),
      forbidden,
    ),
  ).toBe(expected.join('\n'));
  expect(await through([bytes])).toBe(defined.join('\n'));
});

const origin = '-- Host: 127.0.0.1    Database: dbü';
const named = [
  origin,
  'LOCK TABLES `t` WRITE;',
  'CREATE TABLE `t` (',
  '  `id` int(11) DEFAULT nextval(`dbü`.`s`),',
  "  `a` text DEFAULT '`dbü`.`f`('",
  ') ENGINE=InnoDB;',
  'INSERT INTO `t` VALUES',
  "(1,'  nextval(`dbü`.`s`)');",
  'UNLOCK TABLES;',
  '/*!50001 VIEW `v` AS select `dbü`.`f`(1) AS `x` */;',
  'DELIMITER ;;',
  '/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER dbü.tr',
  '  AFTER INSERT',
  '  ON `dbü`.t FOR EACH ROW INSERT INTO dbü.log VALUES (1) */;;',
  'DELIMITER ;',
  'DELIMITER ;;',
  'CREATE DEFINER=`root`@`localhost` PROCEDURE `p`()',
  'BEGIN',
  'LOCK TABLES `t` WRITE;',
  '-- Host: x    Database: other',
  '  SELECT nextval(`dbü`.`s`);',
  'END ;;',
  'DELIMITER ;',
  '/*!50001 VIEW `w` AS select `dbü`.`f`(2) AS `x`, `other`.`f`(3) AS `y` */;',
];
const unnamed = named.map((line, at) => {
  if ([1, 8].includes(at)) return '';
  if ([3, 9, 23].includes(at)) return line.replace('`dbü`.', '');
  return at === 11 || at === 13 ? line.replace(/(TRIGGER |ON )(dbü|`dbü`)\./, '$1') : line;
});

it('takes the name of the schema out of defaults, views and headers of triggers, and locks nothing, wherever the stream is cut', async () => {
  const bytes = Buffer.from(named.join('\n'));
  const expected = unnamed.join('\n');
  expect(await through([bytes])).toBe(expected);
  expect(await through([...bytes].map((byte) => Buffer.from([byte])))).toBe(expected);
  for (let at = 0; at < bytes.length; at += 7)
    expect(await through([bytes.subarray(0, at), bytes.subarray(at)])).toBe(expected);
});

it('takes a forbidden definer out of an event too, before which the session is set up, and out of nothing that follows', async () => {
  const begin = ['DELIMITER ;;', "/*!50003 SET time_zone = 'SYSTEM' */ ;;", '/*!50003 SET sql_mode = @a */ ;;'];
  const event = '/*!50106 CREATE*/ /*!50117 DEFINER=`admin`@`%`*/ /*!50106 EVENT `e` ON SCHEDULE EVERY 1 DAY DO BEGIN';
  const body = [
    '/*!50106 CREATE*/ /*!50117 DEFINER=`admin`@`%`*/ /*!50106 EVENT',
    '/*!50003 SET @a = 1 */ ;;',
    event,
    'END */ ;;',
  ];
  const lines = [...begin, event, ...body, 'DELIMITER ;'];
  const expected = [...begin, event.replace('DEFINER=`admin`@`%`', ''), ...body, 'DELIMITER ;'].join('\n');
  expect(await through([Buffer.from(lines.join('\n'))], ['`admin`@`%`'])).toBe(expected);
  expect(await through([Buffer.from(lines.join('\n'))], ['`other`@`%`'])).toBe(lines.join('\n'));
});
