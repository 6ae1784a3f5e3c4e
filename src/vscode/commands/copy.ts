import * as vscode from 'vscode';
import { rangeNames } from '../../core/wal/segmentName';
import { messages } from '../services/messages';
import type { NodeValues, TreeNode } from '../tree/model/node';
import { nodesOf, setOf } from './arguments';
import type { CommandServices, Handler } from './services';

const STATUS_MS = 3000;

/** The names of all segments that a set needs, one per line, in the order in which recovery reads them. */
export const copySegmentList: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const { required, geometry } = set;
  if (required === undefined || geometry === undefined) {
    void vscode.window.showWarningMessage(messages.noSegments());
    return;
  }
  await copyLines(required.ranges.flatMap((range) => [...rangeNames(range, geometry)]));
};

export const copyLsn: Handler = (services, ...args) => copyValues(services, args, 'lsn');
export const copySegmentName: Handler = (services, ...args) => copyValues(services, args, 'segment');
/** The value of a fact about a server, without its name. */
export const copyFact: Handler = (services, ...args) => copyValues(services, args, 'text');
export const copyPath: Handler = (services, ...args) => copyValues(services, args, 'path');

/** Copies the selection of a view as it is displayed, for the keyboard. */
export const copySelection: Handler = (services, ...args) => copyLines(nodesOf(services, args).map(readable));

function readable(node: TreeNode): string {
  const { label, description, values } = node;
  return label === values.segment || description === '' ? label : `${label} ${description}`;
}

async function copyValues(
  services: CommandServices,
  args: readonly unknown[],
  name: Exclude<keyof NodeValues, 'setId'>,
): Promise<void> {
  const [first] = args;
  if (typeof first === 'string') return copyLines([first]);
  const values = nodesOf(services, args).map((node) => node.values[name]);
  await copyLines(values.filter((value) => value !== undefined));
}

/** Puts lines on the clipboard and says so in the status bar. */
export async function copyLines(lines: readonly string[]): Promise<void> {
  const [first] = lines;
  if (first === undefined) {
    void vscode.window.showInformationMessage(messages.nothingToCopy());
    return;
  }
  await vscode.env.clipboard.writeText(lines.join('\n'));
  const said = lines.length === 1 ? messages.copied(statusText(first)) : messages.copiedLines(lines.length);
  vscode.window.setStatusBarMessage(said, STATUS_MS);
}

/** The status bar turns `$(name)` into an icon, and has little room. */
function statusText(text: string): string {
  return text.replaceAll('$(', '$\u2060(').slice(0, 80);
}
