import { formatBytes, formatCount } from '../../../core/ground/sizes';
import { isSegmentBoundary, offsetInSegment, segmentOfStart } from '../../../core/wal/geometry';
import { formatLsn, type Lsn } from '../../../core/ground/lsn';
import { segmentName } from '../../../core/wal/segmentName';
import { Markdown, safe } from './markdown';
import { archiveNames, stateWords } from './requiredTable';
import { type TokenSegment, segmentOfToken } from './segmentOfToken';
import type { WalToken } from './tokens';
import { lookUpSegment, type WalView } from './walView';

/** A line of a timeline history: the switch from one timeline to the next. */
export function describeSwitch(token: WalToken, view: WalView): Markdown | undefined {
  const target = segmentOfToken(token, view);
  if (target === undefined) return undefined;
  if (token.kind !== 'lsn') return switchSegment(target, token, view);
  return switchLocation(token.lsn, target, token, view);
}

/** Up to 9.2 the line names the parent's last segment and no location. */
function switchSegment(target: TokenSegment, token: WalToken, view: WalView): Markdown {
  const { timeline, segment } = target;
  const old = Markdown.code(segmentName(timeline, segment, view.geometry));
  const first = safe`**Switch from timeline ${timeline} in segment ${old}**${whereIs(timeline, segment, view)}; up to 9.2, the file does not contain the exact location.`;
  const next = timelineAfter(token, view);
  return next === undefined ? first : safe`${first} ${goesOn(next, segment, view)}`;
}

function switchLocation(lsn: Lsn, target: TokenSegment, token: WalToken, view: WalView): Markdown {
  const next = timelineAfter(token, view);
  const old = segmentName(target.timeline, target.segment, view.geometry);
  const size = formatBytes(view.geometry.segmentSize);
  const title = safe`**Switch from timeline ${target.timeline} at ${formatLsn(lsn)}**`;
  if (isSegmentBoundary(lsn, view.geometry)) {
    const first = safe`${title}, the end of segment ${Markdown.code(old)}${whereIs(target.timeline, target.segment, view)}.`;
    if (next === undefined) return first;
    const following = segmentOfStart(lsn, view.geometry);
    return safe`${first} Timeline ${next} begins with ${Markdown.code(segmentName(next, following, view.geometry))}${whereIs(next, following, view)}.`;
  }
  const byte = formatCount(offsetInSegment(lsn, view.geometry));
  const first = safe`${title}, byte ${byte} of ${size} in segment ${Markdown.code(old)}${whereIs(target.timeline, target.segment, view)}.`;
  if (next === undefined) return first;
  return safe`${first} ${goesOn(next, target.segment, view)}`;
}

function goesOn(next: number, segment: number, view: WalView): Markdown {
  const copy = Markdown.code(segmentName(next, segment, view.geometry));
  return safe`Timeline ${next} continues in ${copy}${whereIs(next, segment, view)}, which begins with the same content: recovery to timeline ${next} needs only that file.`;
}

function timelineAfter(token: WalToken, view: WalView): number | undefined {
  const later = view.facts.tokens.find((each) => each.kind === 'timeline' && each.line > token.line);
  return later === undefined ? view.facts.ownTimeline : Number(later.text);
}

function whereIs(timeline: number, segment: number, view: WalView): Markdown {
  if (view.archives.length === 0) return safe``;
  const found = lookUpSegment(view, timeline, segment);
  if (found !== undefined) return safe` (${stateWords(found, archiveNames([found]))})`;
  const partial = view.archives.some(({ partials }) =>
    partials.some((run) => run.timeline === timeline && segment >= run.first && segment <= run.last),
  );
  return partial ? safe` (only as .partial, which recovery does not read)` : safe` (**not in this archive**)`;
}
