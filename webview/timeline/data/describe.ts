import type { Verdict } from '../../../src/core/model/verdict';
import type {
  Band,
  Lane,
  Picture,
  PointMark,
  SetBar,
  UnplacedSet,
  WalState,
} from '../../../src/core/timeline/picture';
import { firstRunBehind, runAt } from '../../../src/core/timeline/stack';
import { lsnAt } from '../../../src/core/timeline/position';
import { formatLsn } from '../../../src/core/ground/lsn';
import { segmentName } from '../../../src/core/wal/segmentName';
import type { LaneScale } from './scale';
import { formatBytes, formatCount } from '../../../src/core/ground/sizes';
import { safeText } from './safeText';
import { moment, segments, span, t } from './words';

/** The description of an item in the picture: a title, facts, sentences. All of it is text, never markup. */
export interface Description {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly notes: readonly string[];
}

export function verdictWord(verdict: Verdict): string {
  const words: Record<Verdict, string> = {
    restorable: t('restorable'),
    complete: t('complete'),
    incomplete: t('incomplete'),
    damaged: t('damaged'),
    undetermined: t('undetermined'),
  };
  return words[verdict];
}

export function stateWord(state: WalState): string {
  return {
    present: t('present'),
    branch: t('present, not on the way to the newest timeline'),
    partial: t('only a .partial file, which recovery does not read'),
    recycled: t('recycled: old WAL under a new name'),
    damaged: t('damaged'),
    missing: t('missing'),
  }[state];
}

export function describeSet(set: SetBar): Description {
  const rows: [string, string][] = [
    [t('Verdict'), verdictWord(set.verdict)],
    [t('Evidence'), set.evidence],
    [t('Start'), joined(set.startLsn, set.startMs)],
    [t('Stop'), set.stopLsn === null ? t('unknown') : joined(set.stopLsn, set.stopMs)],
    [
      t('Required WAL'),
      `${segments(set.segments)}${set.openEnd ? ` ${t('so far')}` : ''}, ${formatBytes(set.bytes)}`,
    ],
  ];
  if (set.missing > 0) rows.push([t('Missing'), segments(set.missing)]);
  const title =
    set.kind === 'incremental' ? t('Incremental backup {0}', set.title) : t('Backup {0}', set.title);
  return { title, rows, notes: set.findings };
}

/** A set without a known location in the WAL. */
export function describeUnplaced({ title, verdict, findings }: UnplacedSet): Description {
  return {
    title: t('Backup {0}', title),
    rows: [
      [t('Verdict'), verdictWord(verdict)],
      [t('Location'), t('unknown')],
    ],
    notes: findings,
  };
}

export function describeBand(band: Band, lane: Lane, picture: Picture): Description {
  const title = band.proven
    ? t('Recoverable: {0}', bandSpan(band))
    : t('Continuous WAL by file name: {0}', bandSpan(band));
  const rows: [string, string][] = [
    [t('From'), joined(band.fromLsn, band.fromMs)],
    [t('To'), joined(band.toLsn, band.toMs)],
    [t('Timeline'), String(lane.timeline)],
    [t('Start from'), setNames(band.sets, band.setCount, picture)],
  ];
  return { title, rows, notes: [...(band.proven ? [] : [unprovenNote()]), endNote(band)] };
}

/** What is after the end of a band. */
export function endNote({ endsAt }: Band): string {
  return {
    end: t('Ends at the end of the available WAL.'),
    gap: t(
      'Ends at a gap: without a target, recovery ends there without an error, and later changes are not recovered.',
    ),
    damage: t('Ends at an unusable segment: recovery cannot go past it.'),
  }[endsAt];
}

export function unprovenNote(): string {
  return t('Not verified: only file names and first pages were read.');
}

/** Times if they are known, otherwise locations. */
export function bandSpan(band: Band): string {
  const from = band.fromMs === null ? band.fromLsn : moment(band.fromMs);
  return span(from, band.toMs === null ? band.toLsn : moment(band.toMs));
}

export function describePoint(point: PointMark, lane: Lane): Description {
  return {
    title: t('Restore point {0}', point.name),
    rows: [
      [t('Location'), joined(point.lsn, point.ms)],
      [t('Timeline'), String(lane.timeline)],
    ],
    notes: [],
  };
}

/** One segment of the WAL, and when it was written, if that was read. */
export function describeSegment(
  segment: number,
  at: number,
  lane: Lane,
  picture: Picture,
  times: LaneScale | undefined,
): Description | undefined {
  const run = runAt(lane.runs, firstRunBehind(lane.runs, segment));
  if (run === undefined || run.first > segment) return undefined;
  const rows: [string, string][] = [
    [t('State'), stateWord(run.state)],
    [t('Location'), formatLsn(lsnAt(at, picture))],
    [t('Timeline'), String(lane.timeline)],
  ];
  if (times !== undefined) rows.push([t('Time'), timeText(at, times)]);
  if (run.last > run.first) rows.push([t('In sequence'), segments(run.last - run.first + 1)]);
  return { title: segmentName(lane.timeline, segment, picture), rows, notes: [] };
}

/** The text of a time. A time that was not read itself is marked. */
export function timeText(at: number, times: LaneScale): string {
  const known = times.known(at);
  if (known === 'nowhere') return t('time unknown at this location');
  const text = moment(times.toAxis(at));
  return known === 'read' ? text : t('about {0}, between two times from the records', text);
}

/** The description on one line, for a screen reader. */
export function spoken({ title, rows, notes }: Description): string {
  return [title, ...rows.map(([name, value]) => `${name}: ${value}`), ...notes].join('. ');
}

/** “weekly”, “nightly” and 3 more. */
export function setNames(ids: readonly string[], count: number, { sets }: Picture): string {
  const titles = titlesOf(sets);
  const names = ids.map((id) => titles.get(id) ?? safeText(id));
  const more = count - names.length;
  const list = names.map((name) => t('“{0}”', name)).join(', ');
  return more > 0 ? t('{0} and {1} more', list, formatCount(more)) : list;
}

const knownTitles = new WeakMap<Picture['sets'], ReadonlyMap<string, string>>();

/** Cached, because it is needed for a thousand sets while the view moves. */
function titlesOf(sets: Picture['sets']): ReadonlyMap<string, string> {
  const titles = knownTitles.get(sets) ?? new Map(sets.map(({ id, title }) => [id, title]));
  knownTitles.set(sets, titles);
  return titles;
}

function joined(lsn: string, ms: number | null): string {
  return ms === null ? lsn : `${lsn} · ${moment(ms)}`;
}
