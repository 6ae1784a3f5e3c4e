import type { Finding } from '../../ground/finding';
import { withFindings } from '../../model/withFindings';
import type { BackupSet } from '../../model/backupSet';
import type { BackupEvidence } from '../read/backupEvidence';
import { toolName } from '../../formats/tools/backupTools';
import type { FoundBackup } from './foundBackup';

/**
 * Links the incremental backups of a tool with those on which they build, by the names in its metadata. If one of the
 * chain is missing or unusable, the backups that build on it cannot be restored. That takes only the files of a parent, not its
 * WAL.
 */
export function linkToolChains(sets: readonly BackupSet[], backups: readonly BackupEvidence[]): BackupSet[] {
  const chains = new Chains(backups);
  return sets.map((set) => {
    const own = chains.backupOf(set.id);
    if (own?.backup.parentName === undefined) return set;
    const parent = chains.parentOf(own);
    const linked = parent === undefined ? set : { ...set, parentId: parent.folder };
    const broken = chains.breakBelow(own);
    return broken === undefined ? linked : withBrokenChain(linked, own, broken);
  });
}

interface Break {
  /** The backup that is missing or unusable. */
  readonly name: string;
  readonly reason: 'tool-missing' | 'tool-unusable';
}

class Chains {
  readonly #byId: ReadonlyMap<string, FoundBackup>;
  readonly #byName: ReadonlyMap<string, FoundBackup>;

  constructor(backups: readonly BackupEvidence[]) {
    const found = backups.flatMap(({ tool }) => (tool === undefined ? [] : [tool]));
    this.#byId = new Map(found.map((backup) => [backup.folder, backup]));
    this.#byName = new Map(found.map((backup) => [keyOf(backup.repository, backup.name), backup]));
  }

  backupOf(id: string): FoundBackup | undefined {
    return this.#byId.get(id);
  }

  parentOf({ repository, backup }: FoundBackup): FoundBackup | undefined {
    return backup.parentName === undefined
      ? undefined
      : this.#byName.get(keyOf(repository, backup.parentName));
  }

  /** The first backup down the chain that is missing or unusable; undefined if the chain leads to a full one. */
  breakBelow(from: FoundBackup): Break | undefined {
    const seen = new Set([from]);
    for (let child = from; child.backup.parentName !== undefined;) {
      const parent = this.parentOf(child);
      if (parent === undefined) return { name: child.backup.parentName, reason: 'tool-missing' };
      // Backups that name each other lead to no full one.
      if (seen.has(parent)) return { name: parent.name, reason: 'tool-unusable' };
      const { state } = parent.backup;
      const unusable = state !== 'done' && state !== 'waiting';
      if (unusable || parent.baseFiles === 'missing') return { name: parent.name, reason: 'tool-unusable' };
      seen.add(parent);
      child = parent;
    }
    return undefined;
  }
}

function keyOf(repository: string, name: string): string {
  return `${repository}\n${name}`;
}

function withBrokenChain(
  set: BackupSet,
  { backup, metadata }: FoundBackup,
  { name, reason }: Break,
): BackupSet {
  const finding: Finding = {
    code: 'incremental-parent-missing',
    severity: 'error',
    set: set.id,
    file: metadata,
    args: { reason, parent: name, tool: toolName(backup.tool) },
  };
  return withFindings(set, [...set.findings, finding]);
}
