import { grammars } from '../../../policy/grammar/index.ts';
import { compareVersions } from '../../databases/tools/version.ts';
import { usesPlugAndPlay } from '../../project/package-manager.ts';
import type { Check } from '../diagnosis.ts';
import type { Surroundings } from '../surroundings.ts';

/** Lines of Node that are kept for long, and from which release on (`engines` of package.json). */
const floors: Readonly<Record<string, string>> = { 20: '20.19.0', 22: '22.12.0' };
/** Prisma 8 loads its own modules by `require` of ES modules and strips types (8.0.0-rc.19). */
const floorOf8 = '22.18.0';

export function checkVersions({ host, prisma, manager }: Surroundings): Check[] {
  if (prisma) return [checkNode(host.nodeVersion), checkPrisma(prisma.version, prisma.major, host.nodeVersion)];
  const missing = usesPlugAndPlay(host)
    ? { says: "the version of Prisma is not known: this is a Plug'n'Play project, without node_modules", fix: [] }
    : { says: 'no Prisma is installed here', fix: [`${manager.adds} prisma`] };
  return [checkNode(host.nodeVersion), { id: 'prisma', level: 'warn', ...missing }];
}

function checkNode(version: string): Check {
  const major = version.split('.')[0] ?? '';
  const floor = floors[major];
  const isKept = floor ? compareVersions(version, floor) >= 0 : Number(major) >= 24;
  if (isKept) return { id: 'node', level: 'ok', says: `Node ${version}`, fix: [] };
  return {
    id: 'node',
    level: 'warn',
    says: `Node ${version} is not one that is tested`,
    fix: ['use Node 20.19, 22.12 or 24'],
  };
}

function checkPrisma(version: string, major: number | undefined, node: string): Check {
  const id = 'prisma';
  const isKnown =
    major !== undefined && (Object.hasOwn(grammars.levels, major) || Object.hasOwn(grammars.routes, major));
  if (!isKnown) {
    const says = `Prisma ${version} is not known: every line counts as not understood`;
    return { id, level: 'warn', says, fix: ['use Prisma 5, 6, 7 or 8, or a newer prisma-interlock'] };
  }
  if (major === 8 && compareVersions(node, floorOf8) < 0)
    return { id, level: 'warn', says: `Prisma ${version} needs Node ${floorOf8}`, fix: ['use Node 22.18 or 24'] };
  return { id, level: 'ok', says: `Prisma ${version}`, fix: [] };
}
