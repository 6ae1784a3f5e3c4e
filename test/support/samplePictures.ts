import type { Band, Gap, Lane, Picture, SetBar } from '../../src/core/timeline/picture';
import type { AnswerMessage, StateMessage } from '../../src/protocol/timeline';
import { TIMELINE_SCHEMA } from '../../src/protocol/timeline';

/** Pictures of the timeline that need no real archive. */

export const DAY_MS = 86_400_000;
/** A time in the middle of a day, in every zone. */
export const BEGIN_MS = Date.UTC(2026, 10, 3, 12);

export function aLane(more: Partial<Lane> = {}): Lane {
  return {
    timeline: 1,
    parent: null,
    fork: null,
    forkLsn: null,
    first: 0,
    last: 100,
    runs: [0, 99, 0],
    gaps: [],
    bands: [],
    points: [],
    knots: [],
    ...more,
  };
}

export function aSetBar(id: string, from: number, to: number, more: Partial<SetBar> = {}): SetBar {
  return {
    id,
    title: id,
    verdict: 'restorable',
    evidence: 'WAL proven by records · data directory complete by its structure',
    kind: 'full',
    spans: [{ timeline: 1, from, to }],
    openEnd: false,
    startLsn: '0/1000000',
    stopLsn: '0/2000000',
    startMs: BEGIN_MS,
    stopMs: BEGIN_MS + 60_000,
    segments: 1,
    bytes: 16_777_216,
    missing: 0,
    findings: [],
    ...more,
  };
}

export function aBand(from: number, to: number, more: Partial<Band> = {}): Band {
  return {
    from,
    to,
    fromLsn: `0/${from.toString(16)}000000`.toUpperCase(),
    toLsn: `0/${to.toString(16)}000000`.toUpperCase(),
    fromMs: BEGIN_MS + from * 60_000,
    toMs: BEGIN_MS + to * 60_000,
    sets: ['weekly'],
    setCount: 1,
    proven: true,
    endsAt: 'end',
    ...more,
  };
}

export function aGap(first: number, last: number, more: Partial<Gap> = {}): Gap {
  return {
    first,
    last,
    kind: 'between',
    blocks: [],
    ends: [],
    blockedCount: 0,
    endedCount: 0,
    bypassedBy: null,
    next: null,
    lost: null,
    ...more,
  };
}

export function aPicture(more: Partial<Picture> = {}): Picture {
  return {
    scope: 'server:1',
    segmentSize: 16_777_216,
    skipsLastSegment: false,
    lanes: [aLane()],
    sets: [],
    unplaced: [],
    recordsRead: true,
    ...more,
  };
}

export function aState(picture: Picture | null, more: Partial<StateMessage> = {}): StateMessage {
  const scopes = [
    {
      id: 'server:1',
      kind: 'server',
      path: '',
      systemIdentifier: '7710759444048986079',
      serverVersion: '17',
      segmentCount: 100,
      setCount: picture?.sets.length ?? 0,
    } as const,
  ];
  const state = { type: 'state', schema: TIMELINE_SCHEMA, scanned: true, scopes, picture } as const;
  return { ...state, words: {}, locale: 'en', ...more };
}

/** A picture with everything in it: two timelines, every state, every verdict, gaps, bands and restore points. */
export function richPicture(): Picture {
  const knots = [0, 10, 40, 60, 100].map((at) => ({ at, ms: BEGIN_MS + at * 60_000 }));
  const gap = aGap(30, 33, {
    blocks: ['broken'],
    blockedCount: 1,
    ends: ['weekly'],
    endedCount: 1,
    next: 'nightly',
  });
  const old = aLane({
    runs: [0, 29, 0, 30, 33, 5, 34, 49, 0, 50, 50, 4, 51, 54, 0, 55, 55, 3, 56, 69, 0, 70, 89, 1, 90, 90, 2],
    last: 91,
    gaps: [gap],
    bands: [aBand(5, 30, { endsAt: 'gap' }), aBand(60, 90, { sets: ['nightly'] })],
    points: [{ at: 65.5, lsn: '0/41800000', name: 'before price change', ms: BEGIN_MS + 65 * 60_000 }],
    knots,
  });
  const young = aLane({
    timeline: 2,
    parent: 1,
    fork: 70.25,
    forkLsn: '0/46400000',
    first: 70,
    last: 100,
    runs: [70, 99, 0],
    bands: [aBand(70.25, 100, { sets: ['nightly'], proven: false, toMs: null })],
    knots,
  });
  const sets = [
    aSetBar('weekly', 2, 5),
    aSetBar('broken', 28, 36, { verdict: 'incomplete', missing: 4, findings: ['4 segments are missing.'] }),
    aSetBar('friday', 48, 52, { verdict: 'damaged' }),
    aSetBar('nightly', 57, 60, { verdict: 'complete', evidence: 'not verified: only first pages read' }),
    aSetBar('copy', 62, 68, { verdict: 'undetermined', openEnd: true, stopLsn: null, stopMs: null }),
    aSetBar('tuesday', 80, 84, { kind: 'incremental', spans: [{ timeline: 2, from: 80, to: 84 }] }),
  ];
  const unplaced = [
    { id: 'lost', title: 'label that cannot be read', verdict: 'undetermined', findings: [] } as const,
  ];
  return aPicture({ lanes: [old, young], sets, unplaced });
}

/** A million segments in 300 ranges, with a thousand sets. */
export function hugePicture(): Picture {
  const runs: number[] = [];
  const gaps: Gap[] = [];
  const length = Math.floor(1_000_000 / 300);
  for (let index = 0; index < 300; index++) {
    const first = index * (length + 1);
    runs.push(first, first + length - 1, 0);
    if (index === 299) continue;
    runs.push(first + length, first + length, 5);
    gaps.push(aGap(first + length, first + length));
  }
  const last = 300 * (length + 1);
  const bands = gaps.map(({ first }) => aBand(first - length + 1, first, { endsAt: 'gap' }));
  const sets = Array.from({ length: 1000 }, (_, index) => {
    const from = Math.floor((index * last) / 1000);
    return aSetBar(`backup ${String(index)}`, from, from + 20);
  });
  const knots = sets.map(({ spans }, index) => ({ at: spans[0]?.from ?? 0, ms: BEGIN_MS + index * DAY_MS }));
  return aPicture({ lanes: [aLane({ last, runs, gaps, bands, knots })], sets });
}

/** An answer from the host, with a nearest point to ask for. */
export function anAnswer(): AnswerMessage {
  return {
    type: 'answer',
    ask: '0/3000000',
    cards: [
      {
        outcome: 'proven',
        headline: 'Recoverable from “weekly”',
        rows: [['Start from', 'weekly (restorable)']],
        notes: ['Recovery reads 4 segments.'],
        set: 'weekly',
        timeline: 1,
        verify: false,
        nearest: [{ words: 'Before: Nov 3 12:05:00, timeline 1', ask: '0/2000000' }],
      },
    ],
  };
}
