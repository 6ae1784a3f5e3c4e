import { archiveCommand } from './commands/archiveCommand';
import type { Context } from './context';
import { EXIT, type ExitCode } from './exitCode';
import { HELP } from './help';
import { type Command, type Invocation, readInvocation, UsageError } from './invocation';
import { printable } from './text/layout';
import { listCommand } from './commands/listCommand';
import { segmentsCommand } from './commands/segmentsCommand';
import { verifyCommand } from './commands/verifyCommand';

const COMMANDS: Record<Command, (context: Context, invocation: Invocation) => Promise<ExitCode>> = {
  list: listCommand,
  segments: segmentsCommand,
  verify: verifyCommand,
  archive: archiveCommand,
};

/** Runs a command line and returns the exit code. */
export async function run(args: readonly string[], context: Context): Promise<ExitCode> {
  try {
    const invocation = readInvocation(args);
    if (invocation === 'help') {
      await context.out.write(HELP);
      return EXIT.good;
    }
    if (invocation === 'version') {
      await context.out.write(`${context.version}\n`);
      return EXIT.good;
    }
    return await COMMANDS[invocation.command](context, invocation);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await context.err.write(`pg-backup-inspector: ${printable(error.message)} (see --help)\n`);
    return EXIT.unusable;
  }
}
