import { timelineHistoryName } from '../../../core/wal/fileName';
import { joinPath } from '../../../core/ground/paths';
import { segmentName } from '../../../core/wal/segmentName';
import { segmentOfToken } from './segmentOfToken';
import type { WalToken } from './tokens';
import { lookUpSegment, type WalView } from './walView';

/** The file of a location or name: a segment is binary, the others are text. */
export interface LinkedFile {
  readonly kind: 'segment' | 'text';
  readonly path: string;
}

/** The file of a token, if the catalog knows one. Reads nothing. */
export function linkedFile(token: WalToken, view: WalView): LinkedFile | undefined {
  if (token.kind === 'backup-history') return linkedHistory(token.text, view);
  if (token.kind === 'timeline') return timelineTarget(Number(token.text), view);
  const target = segmentOfToken(token, view);
  if (target === undefined) return undefined;
  const found = lookUpSegment(view, target.timeline, target.segment);
  if (found?.archive === undefined) return undefined;
  const name = segmentName(target.timeline, target.segment, view.geometry);
  return { kind: 'segment', path: joinPath(found.archive, name + found.suffix) };
}

function linkedHistory(name: string, view: WalView): LinkedFile | undefined {
  const path = view.set?.files.history;
  return path?.endsWith(`/${name}`) === true ? { kind: 'text', path } : undefined;
}

function timelineTarget(timeline: number, view: WalView): LinkedFile | undefined {
  const archive = view.archives.find(({ histories }) => histories.has(timeline));
  if (archive === undefined) return undefined;
  const name = timelineHistoryName(timeline);
  return { kind: 'text', path: joinPath(archive.path, name) };
}
