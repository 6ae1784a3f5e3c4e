import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { EngineTools } from '../../engine/tools';
import type { Scanned } from '../scanning';
import { callTool, type ToolArguments, ToolError } from './callTool';
import { INSTRUCTIONS, isMcpTool, TOOLS } from './toolTable';
import { withMarkedQuotes } from './untrusted';

/** Serves the tools on stdin and stdout until the client ends the connection. */
export async function serveMcp(tools: EngineTools, scanned: Scanned, version: string): Promise<void> {
  // The simpler class wants its schemas from another library, which adds 100 kB.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const server = new Server(
    { name: 'pg-backup-inspector', title: 'PostgreSQL Backup Inspector', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.entries(TOOLS).map(([name, spec]) => ({
      name,
      ...spec,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    })),
  }));
  // One call after the other: they share the catalog.
  let before: Promise<unknown> = Promise.resolve();
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) => {
    const answer = before.then(() => answerCall(tools, scanned, params.name, params.arguments ?? {}, signal));
    before = answer;
    return answer;
  });
  const transport = new StdioServerTransport();
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.on('end', resolve);
  });
  await server.connect(transport);
  await closed;
  await server.close();
}

async function answerCall(
  tools: EngineTools,
  scanned: Scanned,
  name: string,
  args: ToolArguments,
  signal: AbortSignal,
): Promise<CallToolResult> {
  if (!isMcpTool(name)) return failed(`There is no tool “${name.slice(0, 100)}”.`);
  try {
    const run = { signal, report: () => undefined };
    const result = withMarkedQuotes(await callTool(tools, scanned, name, args, run));
    return {
      content: [{ type: 'text', text: JSON.stringify(result) }],
      structuredContent: { ...(result as object) },
    };
  } catch (error) {
    return failed(error instanceof ToolError ? error.message : 'The tool failed. Nothing was changed.');
  }
}

function failed(message: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: message }] };
}
