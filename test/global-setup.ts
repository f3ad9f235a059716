import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startMariadb } from './support/mariadb.ts';
import type { Shared } from './support/needs.ts';
import { startPostgres } from './support/postgres.ts';
import { needNothingNew, rememberedOfTests } from './support/real-home.ts';
import { installServers } from './support/server-binaries.ts';
import type { RunningServer } from './support/server-process.ts';

type Answers = { readonly [Name in keyof Shared]: () => Promise<Shared[Name]> };

/** Starts and installs nothing: it hands out to all workers what the first of them asked for, and ends it with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const remembered = rememberedOfTests();
  const running: Promise<RunningServer>[] = [];
  const once = <Value>(make: () => Promise<Value>) => {
    let made: Promise<Value> | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const programs = once(installServers);
  const server = (start: () => Promise<RunningServer>) =>
    once(async () => {
      await programs();
      const started = start();
      running.push(started);
      return (await started).info;
    });
  const answers: Answers = {
    postgres: server(startPostgres),
    mariadb: server(startMariadb),
    programs: () => programs().then(() => null),
  };
  const door = createServer(async (request, response) => {
    try {
      const answer = await answers[request.url?.slice(1) as keyof Shared]();
      response.end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  project.provide('shared', (door.address() as AddressInfo).port);
  return async () => {
    door.close();
    await Promise.all(running.map(async (each) => (await each.catch(() => undefined))?.stop()));
    needNothingNew(remembered, rememberedOfTests());
  };
}
