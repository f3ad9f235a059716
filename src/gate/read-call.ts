import type { DescribedCall } from '../channel/descriptor.ts';
import type { Host } from '../host.ts';
import { type DatabaseUrls, databaseUrls } from './database-urls.ts';
import { classifyCall, type EngineRequest, reachesShadow } from './describe-call.ts';
import type { EngineStart } from './engine-start.ts';

/** What the call may do, and to which databases, before anybody judges it. Never throws. */
export function readCall(host: Host, start: EngineStart, request: EngineRequest): DescribedCall {
  const { urls, problem } = readUrls(host, start, request);
  return {
    method: request.method,
    classification: classifyCall(request, urls),
    main: urls.main || undefined,
    shadow: (reachesShadow(request) && urls.shadow) || undefined,
    base: urls.base,
    problem,
    env: host.env,
  };
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
