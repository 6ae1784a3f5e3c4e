import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch';
import { giveToServer } from './serverUser';
import { TestServer } from './testServer';

/** A server that several test files use; each leaves it running, without a backup and with working archiving. */
export interface SharedServer {
  readonly server: TestServer;
  /** Contains archive and switch file. */
  readonly home: string;
  /** Makes archive_command fail until the returned function is called. */
  breakArchiving(): Promise<() => Promise<void>>;
}

const servers = new Map<number, Promise<SharedServer>>();

/** The only server of a major version, started at the first request; it ends with this process. */
export function sharedServer(major: number): Promise<SharedServer> {
  let server = servers.get(major);
  if (server === undefined) {
    server = create(major);
    servers.set(major, server);
  }
  return server;
}

async function create(major: number): Promise<SharedServer> {
  const home = scratchFolder(`shared${String(major)}`);
  giveToServer(home);
  const archive = join(home, 'archive');
  const broken = join(home, 'broken');
  const to = `${archive}/%f`;
  const settings = {
    archive_command: `test ! -f "${broken}" && test ! -f "${to}" && cp "%p" "${to}.new" && mv "${to}.new" "${to}"`,
  };
  const server = await TestServer.create(major, { archive, settings });
  return {
    server,
    home,
    async breakArchiving() {
      await writeFile(broken, '');
      return () => rm(broken, { force: true });
    },
  };
}
