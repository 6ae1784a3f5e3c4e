import { type WalGeometry } from '../wal/geometry';
import { type SegmentsOfOtherSize, type WalArchive } from './walArchive';

/**
 * The parts of an archive by segment size, each as an archive of its own: recovery never continues from one size to
 * another, so each part is read and judged by its own size, cluster and version.
 */
export function archiveParts(archive: WalArchive): readonly WalArchive[] {
  const { otherSizes = [], ...own } = archive;
  return [own, ...otherSizes.map((other) => ({ ...own, ...replaced(other) }))];
}

/** A spread accepts fields of any name. Here each must replace one of the archive, or its value would stay. */
function replaced(other: SegmentsOfOtherSize): Pick<WalArchive, keyof SegmentsOfOtherSize> {
  return other;
}

/** The part of an archive with segments of this size; undefined if there is none. */
export function partOfSize(archive: WalArchive, geometry: WalGeometry): WalArchive | undefined {
  return archiveParts(archive).find(
    (part) =>
      part.geometry?.segmentSize === geometry.segmentSize &&
      part.geometry.skipsLastSegment === geometry.skipsLastSegment,
  );
}
