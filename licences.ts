/** The licences of what is bundled into dist/, which they ask to be shipped with. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Bundled {
  readonly type: string;
  readonly moduleIds?: readonly string[];
}

/** Homes of all packages that any of the bundles has taken in. */
const homes = new Set<string>();

export function shipLicences() {
  return {
    name: 'ship-licences',
    generateBundle(_options: unknown, bundle: Readonly<Record<string, Bundled>>) {
      for (const { moduleIds = [] } of Object.values(bundle)) {
        for (const id of moduleIds) {
          const home = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1];
          if (home && existsSync(join(home, 'package.json'))) homes.add(home);
        }
      }
    },
    // The bundles are made at the same time. Each writes what is known when it is written; the last one knows all.
    writeBundle({ dir = '' }: { readonly dir?: string | undefined }) {
      writeFileSync(join(dir, 'THIRD-PARTY-LICENCES.txt'), [...homes].sort().map(licenceOf).join('\n'));
    },
  };
}

function licenceOf(home: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const file = readdirSync(home).find((each) => /^licen[cs]e(?:[.-]|$)/i.test(each));
  const text = file ? readFileSync(join(home, file), 'utf8') : `License: ${license}`;
  return `${'='.repeat(78)}\n${name} ${version}\n\n${text.trim()}\n`;
}
