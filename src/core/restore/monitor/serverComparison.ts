import type { Finding } from '../../ground/finding';
import type { WalGeometry } from '../../wal/geometry';
import type { SegmentRange } from '../../wal/segmentName';

/** A fact that a server did not show, and why. */
export interface NotRead {
  readonly what: string;
  readonly why: string;
}

/** A replication slot, and how much WAL it keeps in the server’s own directory, in bytes; null if it keeps none. */
export interface SlotSeen {
  readonly name: string;
  readonly active: boolean;
  /** `reserved`, `extended`, `unreserved` or `lost`; null up to 12. */
  readonly walStatus: string | null;
  readonly bytes: number | null;
}

/** What a server says of itself and of its archiving. Times in milliseconds since 1970; what is not known is null. */
export interface ServerSeen {
  readonly version: string;
  readonly role: 'primary' | 'standby';
  readonly systemIdentifier: string | null;
  readonly timeline: number | null;
  readonly currentLsn: string | null;
  readonly readAt: number | null;
  readonly archiveMode: string;
  /** Whether it archives by its own archive_command or archive_library. */
  readonly archives: boolean;
  /** Neither archive_command nor archive_library is set; null if that is not visible. */
  readonly lacksCommand: boolean | null;
  /** Its last success; null if there is none, or if that is not visible. */
  readonly lastArchived: { readonly name: string; readonly time: number | null } | null;
  /** Its last attempt failed; `count` since the statistics were reset. */
  readonly failing: { readonly name: string; readonly time: number | null; readonly count: number } | null;
  /** Files that wait for the archiver. */
  readonly ready: number | null;
  readonly slots: readonly SlotSeen[] | null;
}

/** What the archives hold of what a server calls archived. */
export interface ArchivedSeen {
  readonly geometry: WalGeometry;
  /** Segments and timeline histories that the server calls archived. */
  readonly claimed: number;
  /** Claimed, and in no archive. */
  readonly missing: readonly SegmentRange[];
  /** In no archive, and neither waiting nor named, although the server calls later ones archived. */
  readonly gaps: readonly SegmentRange[];
  /** In archives, but not what the name says: size or first page are wrong. */
  readonly bad: readonly Finding[];
  readonly missingHistories: readonly string[];
}

/** A server beside the content of archives. `serverItems.ts` judges it. */
export interface ServerComparison {
  /** What the connection is called; contains no secret. */
  readonly name: string;
  readonly server: ServerSeen;
  /** Whether a set or an archive of this server is here. */
  readonly isKnownHere: boolean;
  /** Null if it archives nothing itself, or its timeline is not known. */
  readonly archived: ArchivedSeen | null;
  /** WAL that the server has written and no archive has yet, without a gap, in bytes; null if that is not known. */
  readonly lag: number | null;
  readonly notRead: readonly NotRead[];
}

/** A server that could not be asked. */
export interface ServerUnreached {
  readonly name: string;
  readonly problem: string;
}
