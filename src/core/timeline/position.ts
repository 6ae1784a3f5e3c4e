import {
  offsetInSegment,
  segmentOfStart,
  segmentsPerLog,
  segmentStartLsn,
  type WalGeometry,
} from '../wal/geometry';
import type { Lsn } from '../ground/lsn';
import type { PicturePosition } from './picture';

/** The position of a location. Inside the segment that servers up to 9.2 skip, it is the beginning of the next one. */
export function picturePositionOf(lsn: Lsn, geometry: WalGeometry): PicturePosition {
  const segment = segmentOfStart(lsn, geometry);
  const low = Math.floor(Number(lsn & 0xffffffffn) / geometry.segmentSize);
  return low >= segmentsPerLog(geometry)
    ? segment
    : segment + offsetInSegment(lsn, geometry) / geometry.segmentSize;
}

/** The location at a position, as exact as the number allows. */
export function lsnAt(position: PicturePosition, geometry: WalGeometry): Lsn {
  const segment = Math.max(0, Math.floor(position));
  const share = Math.max(0, position) - segment;
  return segmentStartLsn(segment, geometry) + BigInt(Math.floor(share * geometry.segmentSize));
}
