import type { StopResult } from '../../../../src/postgres/session/backupTypes';
import { startedOf } from './facts';

export const LABEL = 'START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\nLABEL: nightly\n';

/** The result of stopping the played backup. */
export function stopResultOf(more: Partial<StopResult> = {}): StopResult {
  return {
    started: startedOf(),
    stopLsn: '0/3000100',
    stopTimeline: 1,
    stopSegment: '000000010000000000000003',
    labelFile: new TextEncoder().encode(LABEL),
    required: [
      { timeline: 1, first: '000000010000000000000002', last: '000000010000000000000003', count: 2 },
    ],
    historyFile: '000000010000000000000002.00000028.backup',
    archive: 'archived',
    messages: [],
    ...more,
  };
}
