import type { Context } from './context';
import { type Command, commandSpecOf } from './commandTable';
import { archiveCommand } from './commands/archiveCommand';
import { checkCommand } from './commands/checkCommand';
import { completeCommand } from './commands/completeCommand';
import { shellCompletionCommand } from './commands/shellCompletionCommand';
import { diffCommand } from './commands/diffCommand';
import { explainCommand } from './commands/explainCommand';
import { listCommand } from './commands/listCommand';
import { mcpCommand } from './commands/mcpCommand';
import { obsoleteCommand } from './commands/obsoleteCommand';
import { recoverToCommand } from './commands/recoverToCommand';
import { restoreStepsCommand } from './commands/restoreStepsCommand';
import { segmentsCommand } from './commands/segmentsCommand';
import { verifyCommand } from './commands/verifyCommand';
import { windowsCommand } from './commands/windowsCommand';
import { EXIT, type ExitCode } from './exitCode';
import { commandHelp, generalHelp } from './help';
import { internalErrorText } from './internalError';
import { type Invocation, commandIn, readInvocation, UsageError } from './invocation';
import { wantsJson, writeJsonError } from './jsonOutput';
import { printable } from './text/layout';

const RUN: Record<Command, (context: Context, invocation: Invocation) => Promise<ExitCode>> = {
  list: listCommand,
  segments: segmentsCommand,
  verify: verifyCommand,
  archive: archiveCommand,
  'recover-to': recoverToCommand,
  windows: windowsCommand,
  'restore-steps': restoreStepsCommand,
  obsolete: obsoleteCommand,
  complete: completeCommand,
  check: checkCommand,
  diff: diffCommand,
  explain: explainCommand,
  mcp: mcpCommand,
  completion: shellCompletionCommand,
};

/** Runs a command line and returns the exit code. */
export async function run(args: readonly string[], context: Context): Promise<ExitCode> {
  try {
    const invocation = readInvocation(args);
    if (invocation === 'version') {
      await context.out.write(`${context.version}\n`);
      return EXIT.good;
    }
    if ('help' in invocation) {
      const { help } = invocation;
      await context.out.write(help === 'all' ? generalHelp() : commandHelp(help));
      return EXIT.good;
    }
    return await RUN[invocation.command](context, invocation);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    await context.err.write(
      isUsage
        ? `pg-backup-inspector: ${printable(error.message)} (see --help)\n`
        : internalErrorText(error, context),
    );
    const message = error instanceof Error ? error.message : String(error);
    if (wantsJson(args) && supportsJson(commandIn(args)))
      await writeJsonError(context.out, isUsage ? message : `internal error: ${message}`);
    return exitOfFailure(args);
  }
}

/** A word that is not a command may have been meant as one that does. */
function supportsJson(name: Command | undefined): boolean {
  return name === undefined || commandSpecOf(name).options.includes('json');
}

/**
 * The exit code if a command line cannot be run, or fails. For a monitoring system 2 means critical, and what this program
 * cannot do is unknown.
 */
export function exitOfFailure(args: readonly string[]): ExitCode {
  return commandIn(args) === 'check' ? EXIT.unsure : EXIT.unusable;
}
