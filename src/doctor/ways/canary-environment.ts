import path from 'node:path';
import { shippedProgram } from '../../channel/shipped.ts';
import { engineVariable } from '../../channel/variables.ts';
import type { Host } from '../../host.ts';
import { searchPath } from '../../project/search-path.ts';

/** What layers tell one another about a line, and the older name of the engine's variable, which would count beside it. */
const ofOtherLines =
  /^PRISMA_INTERLOCK_(ENGINE|NODE|CLI|CWD|LINE|TERMINAL|CHANNEL|START|CANARY)$|^PRISMA_MIGRATION_ENGINE_BINARY$/;

/**
 * Variables for a canary. Where Prisma would start its schema engine it finds a program of ours that connects to
 * nothing, so no line reaches a database even where every layer is missing. Package managers stay off the network.
 * `file`: where the layers sign. `program`: what is started.
 */
export function canaryEnvironment(host: Host, file: string, program: string): Record<string, string> {
  const engine = shippedProgram(host, 'canary-engine.js');
  const own = Object.entries(host.env).filter(([name]) => !ofOtherLines.test(name));
  return {
    ...(Object.fromEntries(own.filter(([, value]) => value !== undefined)) as Record<string, string>),
    PATH: [...searchPath(host), path.dirname(host.node)].join(path.delimiter),
    PRISMA_INTERLOCK_CANARY: file,
    [engineVariable]: engine,
    // Any file will do, it is not loaded; without one, 5 and 6 would download theirs first.
    PRISMA_QUERY_ENGINE_LIBRARY: host.env['PRISMA_QUERY_ENGINE_LIBRARY'] ?? engine,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_logs_max: '0',
    // npm would warn of a word that it does not know.
    ...(/^pnpm/.test(path.basename(program)) && { npm_config_manage_package_manager_versions: 'false' }),
    COREPACK_ENABLE_NETWORK: '0',
    YARN_ENABLE_NETWORK: '0',
    YARN_ENABLE_TELEMETRY: '0',
  };
}
