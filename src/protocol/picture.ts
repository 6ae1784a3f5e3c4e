import { VERDICTS } from '../core/model/verdict';
import {
  type Band,
  type Gap,
  type Knot,
  type Lane,
  type LostTimes,
  type Picture,
  type PointMark,
  type Scope,
  type SetBar,
  type SetSpan,
  type UnplacedSet,
  WAL_STATES,
} from '../core/timeline/picture';
import { isSegmentSize } from '../core/wal/geometry';
import { count, flag, type Guard, listOf, number, oneOf, orNull, shape, text } from './guards';

/** Ids of sets are paths, and those may be long. */
const id = text(20_000);

/** The shape of the picture, checked where it enters the webview. */

const isVerdict = oneOf(VERDICTS);

const isGap = shape<Gap>({
  first: count,
  last: count,
  kind: oneOf(['between', 'fork', 'needed']),
  blocks: listOf(id),
  ends: listOf(id),
  blockedCount: count,
  endedCount: count,
  bypassedBy: orNull(count),
  next: orNull(id),
  lost: orNull(shape<LostTimes>({ fromMs: number, toMs: number })),
});

const isBand = shape<Band>({
  from: number,
  to: number,
  fromLsn: text(40),
  toLsn: text(40),
  fromMs: orNull(number),
  toMs: orNull(number),
  sets: listOf(id),
  setCount: count,
  proven: flag,
  endsAt: oneOf(['end', 'gap', 'damage']),
});

const isPoint = shape<PointMark>({ at: number, lsn: text(40), name: text(), ms: orNull(number) });
const isKnot = shape<Knot>({ at: number, ms: number });

/** `first, last, state` repeated, ascending: drawing and searching rely on it. */
const isRuns: Guard<readonly number[]> = (value): value is readonly number[] => {
  if (!Array.isArray(value) || value.length % 3 !== 0) return false;
  let behind = 0;
  for (let at = 0; at < value.length; at += 3) {
    const [first, last, state] = value.slice(at, at + 3) as unknown[];
    if (!count(first) || !count(last) || !count(state)) return false;
    if (first < behind || last < first || state >= WAL_STATES.length) return false;
    behind = last + 1;
  }
  return true;
};

const isLane = shape<Lane>({
  timeline: count,
  parent: orNull(count),
  fork: orNull(number),
  forkLsn: orNull(text(40)),
  first: number,
  last: number,
  runs: isRuns,
  gaps: listOf(isGap),
  bands: listOf(isBand),
  points: listOf(isPoint),
  knots: listOf(isKnot),
});

const isSpan = shape<SetSpan>({ timeline: count, from: number, to: number });

const isSet = shape<SetBar>({
  id,
  title: text(),
  verdict: isVerdict,
  evidence: text(),
  kind: oneOf(['full', 'incremental']),
  spans: listOf(isSpan),
  openEnd: flag,
  startLsn: text(40),
  stopLsn: orNull(text(40)),
  startMs: orNull(number),
  stopMs: orNull(number),
  segments: count,
  bytes: count,
  missing: count,
  findings: listOf(text()),
});

const isUnplaced = shape<UnplacedSet>({
  id,
  title: text(),
  verdict: isVerdict,
  findings: listOf(text()),
});

export const isPicture = shape<Picture>({
  scope: id,
  segmentSize: (value): value is number => count(value) && isSegmentSize(value),
  skipsLastSegment: flag,
  lanes: listOf(isLane),
  sets: listOf(isSet),
  unplaced: listOf(isUnplaced),
  recordsRead: flag,
});

export const isScope = shape<Scope>({
  id,
  kind: oneOf(['server', 'archive']),
  path: text(),
  systemIdentifier: orNull(text(40)),
  serverVersion: orNull(text(40)),
  segmentCount: count,
  setCount: count,
});
