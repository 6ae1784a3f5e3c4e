import type { ArchiveEvidence } from '../read/archiveEvidence';
import { addTo } from '../../ground/lists';
import { selfAndAncestors, parentPath } from '../../ground/paths';
import type { ArchiveAssignment } from './archiveAssignment';
import type { HistoryFile, BackupEvidence } from '../read/backupEvidence';

/** The history files within reach of one set, the nearest first. */
export interface NearHistories {
  /** Those of a backup with the start location and timeline of the set's label. */
  startingLike(evidence: BackupEvidence): readonly HistoryFile[];
  all(): readonly HistoryFile[];
}

interface Folder {
  readonly all: HistoryFile[];
  readonly byStart: Map<string, HistoryFile[]>;
}

/** Backup history files by directory and start, so that thousands of sets find theirs among thousands. */
export class HistoryIndex {
  /** Files in a directory itself. */
  readonly #in = new Map<string, Folder>();
  /** Files at any depth below a directory. */
  readonly #below = new Map<string, Folder>();

  constructor(histories: readonly HistoryFile[]) {
    for (const history of histories) {
      const parent = parentPath(history.path);
      put(this.#in, parent, history);
      for (const folder of selfAndAncestors(parent)) put(this.#below, folder, history);
    }
  }

  /** In the archives that serve the set, in their order, then in its own data directory. */
  inReach(evidence: BackupEvidence, assignment: ArchiveAssignment<ArchiveEvidence>): NearHistories {
    const own = evidence.files.dataDirectory;
    const near = assignment.archivesFor(evidence);
    const folders = [
      ...(near.length > 0 ? near : assignment.sharedFor(evidence)).map(({ path }) => this.#in.get(path)),
      own === undefined ? undefined : this.#below.get(own),
    ].filter((folder) => folder !== undefined);
    const once = (lists: readonly (readonly HistoryFile[])[]): HistoryFile[] => [...new Set(lists.flat())];
    return {
      all: () => once(folders.map(({ all }) => all)),
      startingLike: ({ label, tool }) => {
        const toolStart = tool?.backup.start;
        const lsn = label?.start?.lsn ?? toolStart?.lsn;
        if (lsn === undefined) return [];
        const key = startKey(lsn, label?.start === undefined ? toolStart?.timeline : label.startTimeline);
        return once(folders.map(({ byStart }) => byStart.get(key) ?? []));
      },
    };
  }
}

function put(index: Map<string, Folder>, path: string, history: HistoryFile): void {
  const folder = index.get(path) ?? { all: [], byStart: new Map<string, HistoryFile[]>() };
  index.set(path, folder);
  folder.all.push(history);
  const { start, startTimeline } = history.value;
  if (start === undefined) return;
  addTo(folder.byStart, startKey(start.lsn, startTimeline), history);
}

function startKey(lsn: bigint, timeline: number | undefined): string {
  return `${String(timeline)} ${lsn}`;
}
