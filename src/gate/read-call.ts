import type { DescribedCall, Neighbours } from '../channel/descriptor.ts';
import type { Host } from '../host.ts';
import { replayedScripts, writtenTables } from '../target/written-tables.ts';
import type { Classification } from '../types.ts';
import { type DatabaseUrls, databaseUrls } from './database-urls.ts';
import { classifyCall, type EngineRequest, reachesShadow } from './describe-call.ts';
import type { EngineStart } from './engine-start.ts';

/** What the call may do, and to which databases, before anybody judges it. Never throws. */
export function readCall(
  host: Host,
  start: EngineStart,
  request: EngineRequest,
  neighbours: Neighbours,
): DescribedCall {
  const { urls, problem } = readUrls(host, start, request);
  const classification = classifyCall(request, urls);
  const shadow = (reachesShadow(request) && urls.shadow) || undefined;
  return {
    method: request.method,
    classification: isWithoutUrl(request) ? ofNothing(classification) : classification,
    main: urls.main || undefined,
    shadow,
    base: urls.base,
    problem,
    env: host.env,
    written: shadow === undefined ? [] : writtenTables(replayedScripts(host, request.params)),
    neighbours,
  };
}

/** Nobody need read what it carries. */
function ofNothing({ rule, effect, instead }: Classification): Classification {
  return { rule, effect, instead, risk: 'none', reach: 'nothing' };
}

/** It names its database itself, and as an empty text, to which the engine answers that this is no URL. */
function isWithoutUrl({ params }: EngineRequest): boolean {
  const { tag, url } = (params as { datasourceType?: { tag?: unknown; url?: unknown } } | null)?.datasourceType ?? {};
  return tag === 'url' && url === '';
}

function readUrls(host: Host, start: EngineStart, { params }: EngineRequest) {
  try {
    const urls = databaseUrls(host, start, params);
    return { urls, problem: urls.main || urls.shadow ? undefined : 'Prisma named no database to its engine.' };
  } catch {
    // The words of the error may hold the URL. Whatever could not be read may name a shadow database.
    const urls: DatabaseUrls = { main: undefined, shadow: 'unread:', base: host.cwd };
    return { urls, problem: 'what Prisma told its engine about it cannot be read.' };
  }
}
