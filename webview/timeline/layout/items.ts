import { worstOf } from '../../../src/core/model/verdict';
import type { Picture } from '../../../src/core/timeline/picture';
import type { ItemRef } from '../../../src/protocol/timeline';
import { bandEdges } from './bandShapes';
import { describeBand, describePoint, describeSet, type Description, verdictWord } from '../data/describe';
import { describeGap } from '../data/gapCost';
import { bandKey, gapKey, pointKey, setKey } from '../data/itemKeys';
import { BAND_HEIGHT, type LaneLayout, type Layout, ROW_HEIGHT, SET_HEIGHT, WAL_HEIGHT } from './layout';
import { formatCount } from '../../../src/core/ground/sizes';
import { t } from '../data/words';

/** An item of the picture that can have the focus. */
export interface Item {
  /** The same after every change of the catalog and of the view, for the same item. */
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly describe: () => Description;
  /** Its reference for the tree and the editor. */
  readonly ref?: ItemRef;
  /** On the axis, in positions of the timeline: where a click on a cluster zooms to. */
  readonly zoom?: readonly [timeline: number, from: number, to: number];
}

/** At most this many items of a kind get a mark of their own; zooming in or the table shows the rest. */
const MOST_ITEMS = 100;

/** The items of a lane: backups, restore points, gaps, bands, each from left to right. */
export function itemsOf(laid: LaneLayout, layout: Layout, picture: Picture): Item[] {
  return [
    ...setItems(laid),
    ...pointItems(laid, layout),
    ...gapItems(laid, layout, picture),
    ...bandItems(laid, layout, picture),
  ];
}

function setItems({ sets, setsTop, lane }: LaneLayout): Item[] {
  const bars = sets.bars.map(({ set, x, width, row, label, inside }): Item => ({
    key: setKey(set.id, lane.timeline),
    x,
    y: setsTop + row * ROW_HEIGHT,
    w: width + (label > 0 && !inside ? label + 8 : 0),
    h: SET_HEIGHT,
    describe: () => describeSet(set),
    ref: { kind: 'set', id: set.id },
  }));
  const clusters = sets.clusters.map(({ sets: members, x, width }): Item => {
    const spans = members.flatMap(({ spans }) => spans.filter(({ timeline }) => timeline === lane.timeline));
    const from = Math.min(...spans.map((span) => span.from));
    const to = Math.max(...spans.map((span) => span.to));
    return {
      key: `cluster:${String(lane.timeline)}:${members[0]?.id ?? ''}`,
      x,
      y: setsTop + (sets.rows - 1) * ROW_HEIGHT,
      w: width,
      h: SET_HEIGHT,
      describe: () => ({
        title: t('{0} backups', formatCount(members.length)),
        rows: [[t('Worst verdict'), verdictWord(worstOf(members.map(({ verdict }) => verdict)))]],
        notes: [t('Zoom in to see each one.')],
      }),
      zoom: [lane.timeline, from, to],
    };
  });
  return [...bars, ...clusters].sort((a, b) => a.x - b.x);
}

function pointItems({ lane, toX, pointsTop }: LaneLayout, layout: Layout): Item[] {
  return lane.points
    .map((point) => ({ point, x: toX(point.at) }))
    .filter(({ x }) => x >= layout.gutter && x <= layout.width)
    .slice(0, MOST_ITEMS)
    .map(({ point, x }) => ({
      key: pointKey(lane, point),
      x: x - 8,
      y: pointsTop,
      w: 16,
      h: 18,
      describe: () => describePoint(point, lane),
      ref: { kind: 'segment', timeline: lane.timeline, segment: Math.floor(point.at) },
    }));
}

function gapItems({ lane, toX, walTop }: LaneLayout, layout: Layout, picture: Picture): Item[] {
  return lane.gaps
    .map((gap) => ({ gap, left: toX(gap.first), right: toX(gap.last + 1) }))
    .filter(({ left, right }) => right >= layout.gutter && left <= layout.width)
    .slice(0, MOST_ITEMS)
    .map(({ gap, left, right }) => {
      const x = Math.max(left, layout.gutter);
      const w = Math.min(right, layout.width) - x;
      return {
        key: gapKey(lane, gap),
        x: w < 10 ? Math.max(layout.gutter, x - 5) : x,
        y: walTop - 3,
        w: Math.max(w, 10),
        h: WAL_HEIGHT + 6,
        describe: () => describeGap(gap, lane, picture),
        ref: { kind: 'segment', timeline: lane.timeline, segment: gap.first },
        zoom: [lane.timeline, gap.first, gap.last + 1],
      };
    });
}

function bandItems(laid: LaneLayout, layout: Layout, picture: Picture): Item[] {
  const { lane, bandsTop } = laid;
  const items = lane.bands.flatMap((band): Item[] => {
    const edges = bandEdges(band, laid, layout);
    if (edges === undefined) return [];
    const [set] = band.sets;
    return [
      {
        key: bandKey(lane, band),
        x: edges.left,
        y: bandsTop - 2,
        w: edges.right - edges.left,
        h: BAND_HEIGHT + 4,
        describe: () => describeBand(band, lane, picture),
        ...(set !== undefined && { ref: { kind: 'set', id: set } as const }),
        zoom: [lane.timeline, band.from, band.to],
      },
    ];
  });
  return items.slice(0, MOST_ITEMS);
}
