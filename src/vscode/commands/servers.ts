import type { ServerCommandId } from '../servers/actions';
import type { ActionArgument } from '../servers/backup/pickBackup';
import { TreeElement } from '../tree/treeElement';
import type { Handler } from './services';

/** Passes a command about servers to the server controller, with the element that it was called on. */
export function serverCommand(id: ServerCommandId): Handler {
  return async ({ servers }, ...args) => (await servers.controller.get()).run(id, targetOf(args));
}

/** A node, the id of a backup (from lenses), or a connection's name in an object. Arguments may contain anything. */
function targetOf([first, second]: readonly unknown[]): ActionArgument {
  if (first instanceof TreeElement) {
    const { connection, backup } = first.node.values;
    return {
      ...(connection === undefined ? {} : { connection }),
      ...(backup === undefined ? {} : { backup }),
    };
  }
  const tool = typeof second === 'string' ? { tool: second } : {};
  if (typeof first === 'string') return { backup: first, ...tool };
  const connection =
    typeof first === 'object' && first !== null && 'connection' in first ? first.connection : undefined;
  return typeof connection === 'string' ? { connection } : tool;
}
