import * as vscode from 'vscode';
import { segmentUri } from '../editor/providers/segmentDocument';
import { COMMANDS } from '../ids';
import type { TimelineHost, TimelineFocus } from '../timeline/timelineHost';
import { archiveNodeId } from '../tree/nodes/archiveNodes';
import { pathToId, pathToSegment } from '../tree/model/locate';
import { setNodeId } from '../tree/nodes/setNodes';
import { TreeElement } from '../tree/treeElement';
import type { CommandServices, Handler } from './services';
import { verifySets } from './verify';

/** Opens the timeline: at a set, at an archive, or where it was. */
export const showTimeline: Handler = async ({ timelines }, ...args) => {
  (await timelines()).show(targetOf(args[0]));
};

/** From a menu of a view, a link or a code lens, which name a set. */
function targetOf(argument: unknown): TimelineFocus {
  if (typeof argument === 'string') return { setId: argument };
  if (!(argument instanceof TreeElement)) return {};
  const { setId, path } = argument.node.values;
  if (setId !== undefined) return { setId };
  return argument.node.traits.includes('archive') && path !== undefined ? { archive: path } : {};
}

/** What the timeline needs from the trees, the editor and the commands. */
export function timelineHost(services: Omit<CommandServices, 'timelines'>): TimelineHost {
  const { catalog, log, views, stops, pool } = services;
  return {
    catalog,
    log,
    stops,
    tools: async () => (await import('../services/verifying')).windowTools(pool),
    selectSet: async (id) => {
      const path = pathToId(views.roots('sets'), setNodeId(id));
      if (path !== undefined) await views.reveal('sets', path, false);
    },
    selectSegment: async ({ archive, timeline, segment }) => {
      const top = pathToId(views.roots('archives'), archiveNodeId(archive));
      const owner = top?.at(-1);
      if (top === undefined || owner === undefined) return;
      await views.reveal(
        'archives',
        [...top, ...pathToSegment(owner, { timeline, segment }).slice(1)],
        false,
      );
    },
    openPath: async (path) => {
      await vscode.commands.executeCommand(COMMANDS.openFile, { path });
    },
    openSegment: async (path) => {
      await vscode.commands.executeCommand('vscode.open', segmentUri(path));
    },
    openSteps: async (set, path) => {
      await vscode.commands.executeCommand(COMMANDS.showRestoreSteps, set, path);
    },
    verify: (sets) => verifySets(services, sets),
    openObsolete: async (archives) => {
      await vscode.commands.executeCommand(COMMANDS.showObsoleteWal, archives);
    },
    run: async (what) => {
      const command = {
        verify: COMMANDS.verifyAll,
        refresh: COMMANDS.refresh,
        addArchive: COMMANDS.addArchiveDirectory,
        openFolder: 'vscode.openFolder',
        showLog: COMMANDS.showLog,
      }[what];
      await vscode.commands.executeCommand(command);
    },
  };
}
