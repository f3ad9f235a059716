/** The licences of what is bundled into dist/, which they ask to be shipped with. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Bundled {
  readonly type: string;
  readonly moduleIds?: readonly string[];
}

interface Output {
  emitFile(file: { type: 'asset'; fileName: string; source: string }): string;
}

/** Homes of all packages that any of the bundles has taken in. */
const homes = new Set<string>();

export function shipLicences() {
  return {
    name: 'ship-licences',
    generateBundle(this: Output, _options: unknown, bundle: Readonly<Record<string, Bundled>>) {
      for (const { moduleIds = [] } of Object.values(bundle)) {
        for (const id of moduleIds) {
          const home = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1];
          if (home && existsSync(join(home, 'package.json'))) homes.add(home);
        }
      }
      // Each bundle writes what is known by then; the last one knows all.
      this.emitFile({
        type: 'asset',
        fileName: 'THIRD-PARTY-LICENCES.txt',
        source: [...homes].sort().map(licenceOf).join('\n'),
      });
    },
  };
}

function licenceOf(home: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const file = readdirSync(home).find((each) => /^licen[cs]e(?:[.-]|$)/i.test(each));
  const text = file ? readFileSync(join(home, file), 'utf8') : `License: ${license}`;
  return `${'='.repeat(78)}\n${name} ${version}\n\n${text.trim()}\n`;
}
