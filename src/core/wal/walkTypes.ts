import type { CrcUpdate } from './recordCrc';
import type { RecordFormat } from './recordFormat';

/** What is wrong with a page or a record, in the order in which a server checks. */
export type WalFault =
  | 'magic'
  | 'info-bits'
  | 'long-header-missing'
  | 'system-identifier'
  | 'segment-size'
  | 'page-size'
  | 'page-address'
  | 'timeline'
  | 'timeline-order'
  | 'unexpected-continuation'
  | 'no-continuation'
  | 'continuation-length'
  | 'no-record'
  | 'record-length'
  | 'prev-link'
  | 'checksum'
  | 'overwrite-mismatch';

/**
 * How a call of `walk` ended: the block is used up, the segment is used up (a WAL switch leaves the rest unread), the
 * limit is reached, the listener asked to stop, or something is wrong (`fault`, `faultOffset`).
 */
export type WalkOutcome = 'block-end' | 'segment-end' | 'limit' | 'stopped' | 'fault';

/** What every page must agree with. */
export interface WalkExpectation {
  readonly magic: number;
  readonly format: RecordFormat;
  readonly crc: CrcUpdate;
  readonly knownFlags: number;
  readonly overwriteFlag: number;
  readonly segmentSize: number;
  readonly pageSize: number;
  readonly systemLow: number;
  readonly systemHigh: number;
}
