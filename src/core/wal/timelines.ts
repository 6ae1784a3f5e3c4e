import type { Lsn } from '../ground/lsn';

/** One line of a `.history` file: where the next timeline left this one. */
export interface TimelineSwitch {
  readonly timeline: number;
  /** From 9.3: the exact location. */
  readonly switchLsn: Lsn | undefined;
  /** Up to 9.2: the last segment of the parent instead of a location. */
  readonly switchSegment: string | undefined;
  readonly reason: string;
  readonly line: number;
}

/** The ancestors of one timeline, oldest first. */
export interface TimelineHistory {
  readonly timeline: number;
  readonly switches: readonly TimelineSwitch[];
}
