import { segmentOfEnd, segmentOfStart } from '../../../core/wal/geometry';
import { parseSegmentName, segmentNumber } from '../../../core/wal/segmentName';
import type { WalToken } from './tokens';
import type { WalView } from './walView';

/** One segment of one timeline; its number depends on the view's segment size. */
export interface TokenSegment {
  readonly timeline: number;
  readonly segment: number;
}

/**
 * The segment of a location: the one before it for stop locations on a boundary, otherwise the one that contains it.
 */
export function segmentOfToken(token: WalToken, view: WalView): TokenSegment | undefined {
  if (token.kind === 'segment') {
    const parts = parseSegmentName(token.text);
    const segment = parts === undefined ? undefined : segmentNumber(parts, view.geometry);
    return parts === undefined || segment === undefined ? undefined : { timeline: parts.timeline, segment };
  }
  if (token.kind !== 'lsn') return undefined;
  const rule = token.role === 'stop' || token.role === 'switch' ? segmentOfEnd : segmentOfStart;
  const segment = rule(token.lsn, view.geometry);
  const timeline = timelineOfToken(token, segment, view);
  return timeline === undefined ? undefined : { timeline, segment };
}

function timelineOfToken(token: WalToken, segment: number, view: WalView): number | undefined {
  const { facts } = view;
  if (token.role === 'start') return facts.start?.timeline;
  if (token.role === 'stop') return facts.stop?.timeline;
  if (facts.kind === 'timeline-history') {
    const own = facts.tokens.find((each) => each.kind === 'timeline' && each.line === token.line);
    return own === undefined ? undefined : Number(own.text);
  }
  const within = view.required?.ranges.find((range) => segment >= range.first && segment <= range.last);
  return within?.timeline ?? facts.start?.timeline;
}
