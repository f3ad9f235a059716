import { Transform } from 'node:stream';

/** What is seen of a dump while it goes by. Values hold no line breaks there, so each line begins where it seems to. */
export interface DumpLines {
  /** By table: the counter that its definition names. */
  readonly counters: Map<string, string>;
  /** Whether the last line says that the dump is whole. */
  isComplete: boolean;
}

const longestLine = 1000;

/** Passes a dump through and reads the beginnings of its lines. `onTable` is called at the first table or view. */
export function watchLines(
  onTable: () => void,
  onBytes: (sum: number) => void,
): { stream: Transform; lines: DumpLines } {
  const lines: DumpLines = { counters: new Map(), isComplete: false };
  let [line, table, sum, hasTable] = ['', '', 0, false];
  const read = () => {
    if (line === '') return;
    lines.isComplete = line.startsWith('-- Dump completed');
    if (!hasTable && /^-- (Temporary )?(table|view) structure for /i.test(line)) {
      hasTable = true;
      onTable();
    }
    table = /^CREATE TABLE (?:IF NOT EXISTS )?`((?:[^`]|``)+)` \($/.exec(line)?.[1]?.replaceAll('``', '`') ?? table;
    const next = /^\) [^']*?AUTO_INCREMENT=(\d+)/.exec(line)?.[1];
    if (next !== undefined) lines.counters.set(table, next);
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum += chunk.length;
      onBytes(sum);
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        line += head(chunk, from, end, longestLine - line.length);
        read();
        line = '';
        from = end + 1;
      }
      line += head(chunk, from, chunk.length, longestLine - line.length);
      done(null, chunk);
    },
    flush(done) {
      read();
      done();
    },
  });
  return { stream, lines };
}

function head(chunk: Buffer, from: number, end: number, room: number): string {
  return room <= 0 ? '' : chunk.toString('utf8', from, Math.min(end, from + room));
}
