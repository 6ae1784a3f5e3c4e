import type { Context } from '../context';
import { EXIT, type ExitCode } from '../exitCode';
import { type Invocation, UsageError } from '../invocation';
import { scanPaths } from '../scanning';

/** `mcp --root DIR...`: answers agents on stdin and stdout by the Model Context Protocol, read-only. */
export async function mcpCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { values, operands } = invocation;
  if (operands.length > 0) throw new UsageError('“mcp” takes its directories with --root');
  const roots = values.root ?? [];
  if (roots.length === 0) throw new UsageError('“mcp” needs --root');
  const scanned = await scanPaths(context, invocation, 'headers', roots);
  if (scanned.unreadable) return EXIT.unusable;
  const { serveMcp } = await import('../mcp/mcpServer');
  await serveMcp(context.tools, scanned, context.version);
  return EXIT.good;
}
