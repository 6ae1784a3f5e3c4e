import type { Catalog } from '../../core/model/catalog';
import type { BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import { segmentPath } from '../../core/catalog/read/archiveEvidence';
import { buildPicture } from '../../core/timeline/buildPicture';
import type { Picture, Scope } from '../../core/timeline/picture';
import { homelessSets, type ScopeContent, scopesOf } from '../../core/timeline/scopes';
import { spanContains } from '../tree/model/locate';
import { segmentName } from '../../core/wal/segmentName';
import type { ItemRef } from '../../protocol/timeline';
import type { ArchivedSegment, TimelineFocus } from './timelineHost';
import { isServerWal } from '../../core/model/layout';

/** A longer list of archives is of no use; the requested one is always in it. */
const MOST_SCOPES = 200;

/** The pictures of a catalog, built on request. */
export class Pictures {
  readonly #catalog: Catalog;
  readonly #contents: readonly ScopeContent[];

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#contents = scopesOf(catalog);
  }

  /** The scope of this id if it exists, otherwise the first. */
  content(id: string | null): ScopeContent | undefined {
    return this.#contents.find(({ scope }) => scope.id === id) ?? this.#contents[0];
  }

  scopes(chosen: string): Scope[] {
    return this.#contents
      .filter(
        ({ scope, archives }, index) =>
          scope.id === chosen || (index < MOST_SCOPES && isWorthAChoice(scope, archives)),
      )
      .map(({ scope }) => scope);
  }

  picture(content: ScopeContent): Picture {
    return buildPicture(content, homelessSets(this.#catalog, this.#contents));
  }

  /** The scope that shows a target: an archive in its own scope, a set among all of its server. */
  scopeOf({ setId, archive }: TimelineFocus): string | undefined {
    const found = this.#contents.find(({ scope, archives, sets }) =>
      archive === undefined
        ? scope.kind === 'server' && sets.some(({ id }) => id === setId)
        : scope.kind === 'archive' && archives.some(({ path }) => path === archive),
    );
    return found?.scope.id;
  }

  set(id: string): BackupSet | undefined {
    return this.#catalog.sets.find((set) => set.id === id);
  }

  /** The archive that contains a segment, or lacks it. */
  place(content: ScopeContent, item: Extract<ItemRef, { kind: 'segment' }>): ArchivedSegment | undefined {
    const { timeline, segment } = item;
    const spans = (archive: WalArchive, what: 'ranges' | 'gaps'): boolean =>
      archive.timelines.some((own) => own[what].some((range) => spanContains(range, { timeline, segment })));
    const archive =
      content.archives.find((each) => spans(each, 'ranges')) ??
      content.archives.find((each) => spans(each, 'gaps'));
    return archive === undefined ? undefined : { archive: archive.path, timeline, segment };
  }

  /** The file of a segment; undefined if there is none. */
  file(content: ScopeContent, { archive, timeline, segment }: ArchivedSegment): string | undefined {
    const runs = content.archives.find(({ path }) => path === archive)?.runs ?? [];
    const run = runs.find((each) => spanContains(each, { timeline, segment }));
    if (run === undefined) return undefined;
    return segmentPath(archive, segmentName(timeline, segment, content.geometry), run.suffix);
  }
}

/** A server's own pg_wal beside other archives is part of the whole, and seldom worth a picture of its own. */
function isWorthAChoice({ kind }: Scope, archives: readonly WalArchive[]): boolean {
  const [archive] = archives;
  return kind === 'server' || archive === undefined || !isServerWal(archive);
}
