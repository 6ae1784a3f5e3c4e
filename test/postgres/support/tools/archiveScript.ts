import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../postmaster';

/**
 * An `archive_command` that can change while the server runs, which settings on its command line cannot. Until `sendTo`
 * is called, finished WAL goes nowhere.
 */
export class ArchiveScript {
  readonly #file: string;

  constructor(home: string) {
    // pgBackRest refuses a server whose archive_command does not contain its name.
    this.#file = join(home, 'to-pgbackrest-and-others.sh');
  }

  get settings(): Settings {
    return { archive_command: `sh "${this.#file}" "%p" "%f"` };
  }

  async sendNowhere(): Promise<void> {
    await writeFile(this.#file, 'exit 0\n');
  }

  /** Shell commands, in which `$1` is the segment's path and `$2` its name; all of them must succeed. */
  async sendTo(commands: readonly string[]): Promise<void> {
    await writeFile(this.#file, `set -e\n${commands.join('\n')}\n`);
  }
}
