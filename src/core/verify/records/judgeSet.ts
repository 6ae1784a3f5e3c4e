import { PREALLOCATED_CODES } from '../../model/requiredWal';
import type { Finding, FindingCode } from '../../ground/finding';
import type { ControlState } from '../../formats/controlFile';
import { formatLsn, type Lsn } from '../../ground/lsn';
import { timelineOfLsn } from '../../wal/timelinePath';
import type { CommitSpan } from '../../wal/commits/commitTimes';
import { isUnknownMagic } from './expectation';
import { requiredEnd, type SetFacts, type SetVerification } from './setVerification';
import type { SetRecords } from './setRecords';
import { findingOfCut, type WalCut } from './walCut';
import { judgeWalk } from '../../model/verdict';
import type { WalkEnd } from './walkRange';

/** The result of walking a set's WAL, in one piece or joined from chunks. */
export interface SetWalk {
  readonly end: WalkEnd;
  /** The end of the last whole record; undefined if there was none. */
  readonly reached: Lsn | undefined;
  readonly leftover: WalCut | undefined;
  readonly records: number;
  readonly commits?: CommitSpan;
  /** Magic number of the WAL's pages; undefined if none was read. */
  readonly magic: number | undefined;
}

/**
 * A copy of a standby has one of these states; with any other, recovery finds that label and pg_control are
 * inconsistent.
 */
const STANDBY_STATES: readonly ControlState[] = ['shut down in recovery', 'in archive recovery'];

/** Judges a set by its WAL, with the rules by which recovery declares consistency (`CheckRecoveryConsistency`). */
export function judgeSet(input: SetFacts, walk: SetWalk, seen: SetRecords): SetVerification {
  return new SetJudge(input, walk, seen).result();
}

class SetJudge {
  readonly #findings: Finding[] = [];
  /** Whether something other than a finding keeps the walk from proving the set. */
  #isOpen = false;
  readonly #input: SetFacts;
  readonly #walk: SetWalk;
  readonly #seen: SetRecords;
  readonly #reached: Lsn;

  constructor(input: SetFacts, walk: SetWalk, seen: SetRecords) {
    this.#input = input;
    this.#walk = walk;
    this.#seen = seen;
    this.#reached = walk.reached ?? input.start;
  }

  result(): SetVerification {
    const input = this.#input;
    const walk = this.#walk;
    const reached = this.#reached;
    this.#version();
    if (walk.end.kind === 'cut') this.#cut(walk.end.cut);
    if (walk.leftover !== undefined) this.#reportCut(walk.leftover);
    this.#checkpoint();
    this.#minimalWal();
    const stop = input.takenFrom === 'standby' ? this.#standby() : this.#primary();
    const canceled = walk.end.kind === 'canceled';
    // A walk that ended too early proves nothing.
    if (canceled || reached < (stop?.lsn ?? 0n) || reached < (input.minRecoveryPoint ?? 0n))
      this.#isOpen = true;
    const findings = this.#findings;
    const verdict = judgeWalk(findings, !this.#isOpen);
    const { restorePoints } = this.#seen;
    const points = restorePoints.length === 0 ? {} : { restorePoints };
    const { commits } = walk;
    const latestCommit = commits === undefined || commits.count === 0 ? {} : { latestCommit: commits.latest };
    return { verdict, stop, reached, records: walk.records, findings, ...points, ...latestCommit, canceled };
  }

  #report(code: FindingCode, args: Finding['args'], lsn?: Lsn): void {
    this.#findings.push({ code, severity: 'error', args, ...(lsn === undefined ? {} : { lsn }) });
  }

  #reportCut(cut: WalCut): void {
    const { knownStop, takenFrom } = this.#input;
    const stop = takenFrom === 'standby' ? requiredEnd(this.#input) : knownStop?.lsn;
    this.#findings.push(findingOfCut(cut, this.#reached, stop));
  }

  #version(): void {
    const { magic } = this.#walk;
    if (magic === undefined || !isUnknownMagic(magic, this.#input.versionNum)) return;
    const args = { magic: magic.toString(16).toUpperCase() };
    this.#findings.push({ code: 'unknown-wal-version', severity: 'warning', args });
  }

  /** If the stop location is unknown, the end of the available WAL is not the fault of a file. */
  #cut(cut: WalCut): void {
    const { lastSegment, takenFrom, knownStop } = this.#input;
    const standby = takenFrom === 'standby';
    const end = standby ? requiredEnd(this.#input) : (knownStop?.lsn ?? 0n);
    const hole = lastSegment !== undefined && cut.segment < lastSegment;
    const ready = lastSegment !== undefined && cut.segment > lastSegment && PREALLOCATED_CODES.has(cut.code);
    const plainEnd = ready || cut.code === 'missing-segment' || cut.code === 'incomplete-segment';
    if (this.#reached < end || hole || !plainEnd) this.#reportCut(cut);
    else if (standby) this.#isOpen = true;
    else this.#noBackupEnd(cut);
  }

  /**
   * A server refuses WAL that goes past the stop without the record that ends the backup. If the stop is unknown, the
   * backup may have ended in WAL that is not here.
   */
  #noBackupEnd(cut?: WalCut): void {
    const { knownStop, start } = this.#input;
    const reached = formatLsn(this.#reached);
    if (knownStop === undefined) {
      this.#report('never-stopped', { reason: 'no-end-record', reached }, this.#reached);
      return;
    }
    const args = { reached, start: formatLsn(start), reason: cut?.code ?? 'range' };
    this.#findings.push({
      code: 'missing-backup-end',
      severity: 'error',
      args: { ...args, stop: formatLsn(knownStop.lsn) },
      ...(cut === undefined ? {} : { segment: cut.segmentName }),
      lsn: this.#reached,
    });
  }

  /** Recovery begins with the checkpoint record, which must point back to the start. */
  #checkpoint(): void {
    const { checkpoint, start } = this.#input;
    if (checkpoint === undefined) return;
    const found = this.#seen.checkpoint;
    const args = { label: formatLsn(checkpoint), start: formatLsn(start) };
    if (found === undefined) {
      const { kind } = this.#walk.end;
      const passed = this.#reached > checkpoint || kind === 'stopped' || kind === 'limit';
      if (checkpoint < start || passed)
        this.#report('checkpoint-mismatch', { ...args, reason: 'no checkpoint record' }, checkpoint);
    } else if (found.redo !== start) {
      const redo = formatLsn(found.redo);
      this.#report('checkpoint-mismatch', { ...args, redo, reason: 'redo location' }, checkpoint);
    }
  }

  /** A backup cannot begin with `wal_level = minimal`; an exclusive one survives the restart that sets it. */
  #minimalWal(): void {
    const { minimalWal } = this.#seen;
    if (minimalWal !== undefined)
      this.#report('minimal-wal-level', { at: formatLsn(minimalWal) }, minimalWal);
  }

  #primary(): SetVerification['stop'] {
    const { backupEnd, shutdown } = this.#seen;
    if (shutdown !== undefined && (backupEnd === undefined || shutdown < backupEnd.lsn))
      this.#report('backup-canceled', { checkpoint: formatLsn(shutdown) }, shutdown);
    if (backupEnd === undefined) {
      if (this.#foundNothing() && this.#walk.end.kind !== 'canceled') this.#noBackupEnd();
      return undefined;
    }
    this.#compareStop(backupEnd.end);
    const { timelinePath, geometry } = this.#input;
    const timeline = timelineOfLsn(timelinePath, backupEnd.end - 1n, geometry) ?? backupEnd.timeline;
    return { lsn: backupEnd.end, timeline, source: 'backup-end-record' };
  }

  #foundNothing(): boolean {
    return this.#findings.every(({ severity }) => severity !== 'error');
  }

  #compareStop(found: Lsn): void {
    const { knownStop } = this.#input;
    if (knownStop === undefined || knownStop.lsn === found) return;
    this.#findings.push({
      code: 'stop-sources-disagree',
      severity: 'warning',
      args: {
        source: 'backup-end-record',
        lsn: formatLsn(found),
        otherSource: knownStop.source,
        other: formatLsn(knownStop.lsn),
      },
      lsn: found,
    });
  }

  #standby(): SetVerification['stop'] {
    const input = this.#input;
    const seen = this.#seen;
    const required = requiredEnd(input);
    const { controlState, minRecoveryPoint, knownStop, startTimeline, timelinePath: path } = input;
    if (controlState !== undefined && !STANDBY_STATES.includes(controlState))
      this.#report('control-file-mismatch', { reason: 'state', state: controlState });
    if (seen.fullPageWritesOff !== undefined && seen.fullPageWritesOff < required)
      this.#report('full-page-writes-off', {}, seen.fullPageWritesOff);
    this.#recoveryPointTimeline();
    if (minRecoveryPoint === undefined || minRecoveryPoint === 0n) this.#isOpen = true;
    if (required === 0n) return undefined;
    const fromControl = minRecoveryPoint === required;
    const timeline = timelineOfLsn(path, required - 1n, input.geometry) ?? startTimeline;
    const source = fromControl ? 'minimum-recovery-point' : (knownStop?.source ?? 'minimum-recovery-point');
    return { lsn: required, timeline, source };
  }

  /** "requested timeline does not contain minimum recovery point": the path leaves the backup's timeline too early. */
  #recoveryPointTimeline(): void {
    const { minRecoveryPoint, minRecoveryPointTimeline, timelinePath, geometry } = this.#input;
    if (minRecoveryPoint === undefined || minRecoveryPoint === 0n) return;
    if (minRecoveryPointTimeline === undefined || minRecoveryPointTimeline === 0) return;
    const onPath = timelineOfLsn(timelinePath, minRecoveryPoint - 1n, geometry);
    if (onPath === undefined || onPath === minRecoveryPointTimeline) return;
    const args = { timeline: minRecoveryPointTimeline, path: onPath, stop: formatLsn(minRecoveryPoint) };
    this.#report('timeline-fork-before-stop', args, minRecoveryPoint);
  }
}
