import type { ControlLayout } from './controlLayout';

/** Counters of the checkpoint in pg_control: what was handed out by then, and what must still be known. */
export interface CheckpointCounters {
  /** Without the epoch. */
  readonly nextXid: number;
  readonly nextMulti: number;
  readonly nextMultiOffset: number;
  readonly oldestXid: number;
  /** From 9.3. */
  readonly oldestMulti: number | undefined;
}

/** From this version of pg_control on, members of multixacts are counted in 64 bits. */
const WIDE_OFFSETS_CONTROL_VERSION = 1900;
/** From this version of pg_control on (12), a transaction number and its epoch are one number of 64 bits. */
const FULL_XID_CONTROL_VERSION = 1200;

/** Where `nextXid` and `nextMulti` are, from the beginning of the checkpoint (`CheckPoint` in pg_control.h). */
function placesOf({ controlVersion, prevTimeline, fullPageWrites }: ControlLayout): [number, number] {
  if (controlVersion >= FULL_XID_CONTROL_VERSION) return [24, 36];
  if (prevTimeline !== undefined) return [24, 32];
  return fullPageWrites === undefined ? [16, 24] : [20, 28];
}

/** The counters of a pg_control; undefined for versions of which the layout is not known. */
export function readCounters(view: DataView, layout: ControlLayout): CheckpointCounters | undefined {
  if (layout.controlVersion >= WIDE_OFFSETS_CONTROL_VERSION) return undefined;
  const u32 = (at: number): number => view.getUint32(layout.redo + at, true);
  const [xid, multi] = placesOf(layout);
  return {
    nextXid: u32(xid),
    nextMulti: u32(multi),
    nextMultiOffset: u32(multi + 4),
    oldestXid: u32(multi + 8),
    oldestMulti: layout.prevTimeline === undefined ? undefined : u32(multi + 16),
  };
}
