import { offersOf } from '../../../core/complete/offers';
import { counted, formatBytes } from '../../../core/ground/sizes';
import { segmentName } from '../../../core/wal/segmentName';
import { COMMANDS } from '../../ids';
import { explainRequired } from './explain';
import { Markdown, safe } from './markdown';
import { requiredTable } from './requiredTable';
import { describeToken } from './tokenWords';
import type { WalToken } from './tokens';
import type { ViewedWal, WalView } from './walView';

/**
 * The hover of one location or file name: its place, the required segments with the state of each, and explanations of
 * unexpected entries. It reads no file.
 */
export function hoverContent(token: WalToken, view: WalView): Markdown | undefined {
  const about = describeToken(token, view);
  if (about === undefined) return undefined;
  const fullList =
    view.set === undefined ? undefined : link('full list', COMMANDS.openSegmentList, view.set.id);
  // VS Code cuts off a hover at a quarter of the editor's height, so the actions are at the top.
  const parts: Markdown[] = [about, ...actions(view)];
  if (view.required !== undefined) {
    parts.push(safe`${needs(view.required, view)}`, requiredTable(view.required, view.geometry, fullList));
  }
  const doubts = explainRequired(view);
  if (doubts.length > 0)
    parts.push(
      Markdown.join(
        doubts.map((sentence) => safe`*${sentence}*`),
        '  \n',
      ),
    );
  return Markdown.join(parts, '\n\n');
}

function needs(wal: ViewedWal, view: WalView): Markdown {
  const first = wal.ranges[0];
  const last = wal.ranges.at(-1);
  if (first === undefined || last === undefined) return safe`The required WAL is unknown.`;
  const amount = safe`**${counted(wal.count, 'segment')}** (${formatBytes(wal.bytes)})`;
  const timelines =
    first.timeline === last.timeline
      ? `timeline ${first.timeline}`
      : `timelines ${first.timeline} to ${last.timeline}`;
  const from = nameOf(first.timeline, first.first, view);
  if (wal.openEnd) {
    return safe`The stop location of the backup is unknown. ${amount} of WAL from its start are available on ${timelines}, from ${from} to ${nameOf(last.timeline, last.last, view)}; the backup may need less or more:`;
  }
  if (wal.count === 1) return safe`The backup needs ${amount} on ${timelines}: ${from}`;
  return safe`The backup needs ${amount} on ${timelines}, from ${from} to ${nameOf(last.timeline, last.last, view)}:`;
}

function nameOf(timeline: number, segment: number, view: WalView): Markdown {
  return Markdown.code(segmentName(timeline, segment, view.geometry));
}

function actions(view: WalView): Markdown[] {
  if (view.set === undefined) return [];
  const { id } = view.set;
  const { verify, complete } = offersOf(view.set, view.archives);
  const links = [link('Show in tree', COMMANDS.showInTree, id)];
  if (verify !== 'no') links.push(link('Verify', COMMANDS.verifySet, id));
  if (complete) links.push(link('Complete Set with Its WAL', COMMANDS.completeSet, id));
  links.push(link('Show on timeline', COMMANDS.showTimeline, id));
  if (view.required !== undefined) links.unshift(link('Copy list', COMMANDS.copySegmentList, id));
  return [Markdown.join(links, ' · ')];
}

const link = Markdown.commandLink.bind(Markdown);
