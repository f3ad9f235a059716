/** Says ten words, one after the other: `home name`. */
import { createHost, type Host } from '../../src/host.ts';
import { changeKnown } from '../../src/known/file.ts';
import { withSaid } from '../../src/known/recall.ts';

const [home, name] = process.argv.slice(2);
const host = Object.create(createHost(), { homeFolder: { value: () => home } }) as Host;
for (let at = 0; at < 10; at++) {
  const identity = { provider: 'postgresql', host: 'localhost', port: 5432, database: `${name}${at}` } as const;
  const said = { identity, label: `${name}${at}`, word: 'staging', from: 'policy', why: 'x', at: 'x' } as const;
  changeKnown(host, ({ entries, seen }) => ({ entries: withSaid(entries, said), seen }));
}
