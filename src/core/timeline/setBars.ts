import type { BackupSet } from '../model/backupSet';
import { messageOf } from '../report/messages';
import { evidenceLine } from '../report/partWords';
import { ENGLISH } from '../report/speech';
import type { Severity } from '../ground/finding';
import { visibleText } from '../report/visibleText';
import type { WalGeometry } from '../wal/geometry';
import { formatLsn } from '../ground/lsn';
import { rangeCount } from '../wal/segmentName';
import type { SetBar, SetSpan } from './picture';
import { picturePositionOf } from './position';

const LONGEST_TITLE = 64;
const MOST_FINDINGS = 3;
const LONGEST_FINDING = 600;
const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** The drawing of a set. */
export function setBar(set: BackupSet, geometry: WalGeometry): SetBar {
  const { id, verdict, kind, required, start, stop, missing } = set;
  return {
    id,
    title: barTitle(set),
    verdict,
    evidence: evidenceLine(set, ENGLISH),
    kind,
    spans: spansOf(set, geometry),
    openEnd: required?.openEnd ?? stop === undefined,
    startLsn: start === undefined ? '' : formatLsn(start.lsn),
    stopLsn: stop === undefined ? null : formatLsn(stop.lsn),
    startMs: start?.time?.epochMs ?? null,
    stopMs: stop?.time?.epochMs ?? null,
    segments: required?.count ?? 0,
    bytes: required?.bytes ?? 0,
    missing: missing.reduce((sum, range) => sum + rangeCount(range), 0),
    findings: findingWords(set),
  };
}

/** Its label, else the last part of its path. */
export function barTitle({ label, path }: BackupSet): string {
  const name = label === undefined || label.trim() === '' ? (path.split('/').at(-1) ?? path) : label;
  return visibleText(name, LONGEST_TITLE);
}

/** The worst findings of a set, in words. */
export function findingWords({ findings }: BackupSet): string[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .sort((a, b) => RANK[a.severity] - RANK[b.severity])
    .slice(0, MOST_FINDINGS)
    .map((finding) => visibleText(messageOf(finding).message, LONGEST_FINDING));
}

/** The required segments, cut to the start and stop location at both ends. */
function spansOf({ required, start, stop }: BackupSet, geometry: WalGeometry): SetSpan[] {
  const begin = start === undefined ? 0 : picturePositionOf(start.lsn, geometry);
  const end = stop === undefined ? Infinity : picturePositionOf(stop.lsn, geometry);
  const spans = (required?.ranges ?? []).map(({ timeline, first, last }) => ({
    timeline,
    from: Math.max(first, begin),
    to: Math.min(last + 1, end),
  }));
  if (spans.length > 0 || start === undefined) return spans;
  return [{ timeline: start.timeline, from: begin, to: begin }];
}
