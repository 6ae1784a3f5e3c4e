import { formatBytes, formatCount } from '../../../core/ground/sizes';
import {
  isSegmentBoundary,
  offsetInSegment,
  segmentEndLsn,
  segmentStartLsn,
} from '../../../core/wal/geometry';
import { formatLsn, type Lsn } from '../../../core/ground/lsn';
import { parseSegmentName, segmentName, segmentNumber } from '../../../core/wal/segmentName';
import { statedFile } from './facts';
import { Markdown, safe } from './markdown';
import { archiveNames, stateWords } from './requiredTable';
import type { TokenRole, WalToken } from './tokens';
import { describeSwitch } from './switchWords';
import { segmentOfToken } from './segmentOfToken';
import { lookUpSegment, ordinalInRequired, type WalView } from './walView';

const TITLES: Readonly<Record<TokenRole, string>> = {
  start: 'Start location',
  stop: 'Stop location',
  checkpoint: 'Checkpoint location',
  incremental: 'Start location of the backup that this one depends on,',
  switch: 'Switch location',
  text: 'Location',
};

/** One or two sentences on a location or a WAL file name; undefined for anything else. */
export function describeToken(token: WalToken, view: WalView): Markdown | undefined {
  if (token.role === 'switch') return describeSwitch(token, view);
  if (token.kind === 'segment') return describeSegment(token, view);
  return token.kind === 'lsn' ? describeLocation(token, token.lsn, view) : undefined;
}

function describeLocation(token: WalToken, lsn: Lsn, view: WalView): Markdown {
  const title = safe`**${TITLES[token.role]} ${formatLsn(lsn)}**`;
  const target = segmentOfToken(token, view);
  if (target === undefined) return safe`${title}. Its segment is unknown, because the timeline is unknown.`;
  const name = segmentName(target.timeline, target.segment, view.geometry);
  const size = formatBytes(view.geometry.segmentSize);
  if (token.role === 'stop' && isSegmentBoundary(lsn, view.geometry)) {
    return safe`${title} is the end of segment ${Markdown.code(name)}, so the segment after it is not needed.${fileText(token, name, view, true)}`;
  }
  const byte = formatCount(offsetInSegment(lsn, view.geometry));
  return safe`${title} is in segment ${Markdown.code(name)}, byte ${byte} of ${size}.${fileText(token, name, view, false)}`;
}

/** Explains a line that names another file than the one of the location. */
function fileText(token: WalToken, name: string, view: WalView, boundary: boolean): Markdown {
  const stated = statedFile(view.facts.tokens, token);
  if ((token.role !== 'start' && token.role !== 'stop') || stated === '' || stated === name) return safe``;
  const shown = Markdown.code(stated);
  if (boundary && isNextName(stated, name, view)) {
    return safe` The line names the next file, ${shown}, as servers from 16 on do.`;
  }
  return safe` The line names ${shown} instead. This is a contradiction; the location determines the required WAL.`;
}

function isNextName(stated: string, name: string, view: WalView): boolean {
  const parts = parseSegmentName(name);
  const segment = parts === undefined ? undefined : segmentNumber(parts, view.geometry);
  if (parts === undefined || segment === undefined) return false;
  return stated === segmentName(parts.timeline, segment + 1, view.geometry);
}

function describeSegment(token: WalToken, view: WalView): Markdown {
  const name = Markdown.code(token.text);
  const target = segmentOfToken(token, view);
  if (target === undefined) {
    return safe`**${name} is not a segment of this server**: with segments of ${formatBytes(view.geometry.segmentSize)}, its last part is too high.`;
  }
  const { timeline, segment } = target;
  const from = formatLsn(segmentStartLsn(segment, view.geometry));
  const to = formatLsn(segmentEndLsn(segment, view.geometry));
  const holds = safe`**Segment ${name}** contains timeline ${timeline} from ${from} to just before ${to}.`;
  return safe`${holds}${standing(timeline, segment, view)}${lineContradiction(token, view)}`;
}

/** Says whether a segment is required, and where it was found. */
function standing(timeline: number, segment: number, view: WalView): Markdown {
  const found = lookUpSegment(view, timeline, segment);
  const where = found === undefined ? undefined : stateWords(found, archiveNames([found]));
  const place = ordinalInRequired(view, timeline, segment);
  if (place !== undefined && view.required !== undefined) {
    const number = safe` It is number ${formatCount(place)} of the ${formatCount(view.required.count)} required segments`;
    return where === undefined ? safe`${number}.` : safe`${number}: ${where}.`;
  }
  const needed = view.required === undefined ? safe`` : safe` The backup does not need it.`;
  if (where !== undefined) return safe`${needed} It was found: ${where}.`;
  return view.archives.length === 0 ? needed : safe`${needed} It is not in the searched archives.`;
}

function lineContradiction(token: WalToken, view: WalView): Markdown {
  const beside = view.facts.tokens
    .filter((each) => each.kind === 'lsn')
    .find((each) => each.line === token.line && each.role === token.role);
  if (beside === undefined || (token.role !== 'start' && token.role !== 'stop')) return safe``;
  const { lsn } = beside;
  const target = segmentOfToken(beside, view);
  if (target === undefined) return safe``;
  const name = segmentName(target.timeline, target.segment, view.geometry);
  if (name === token.text) return safe``;
  const boundary = token.role === 'stop' && isSegmentBoundary(lsn, view.geometry);
  if (boundary && isNextName(token.text, name, view)) {
    return safe` The stop location ${formatLsn(lsn)} is the end of the previous segment, ${Markdown.code(name)}; servers from 16 on write the next name.`;
  }
  return safe` The location ${formatLsn(lsn)} in the same line is in ${Markdown.code(name)} instead. This is a contradiction; the location determines the required WAL.`;
}
