import { parsePgbackrestManifestHead, type PgbackrestBackup } from '../../formats/tools/pgbackrestInfo';
import type { ToolPosition } from '../../formats/tools/toolBackup';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import { formatLsn } from '../../ground/lsn';
import { readSmall } from '../read/readFile';

/** Its own facts are before the files; a long list of references may push the last of them out. */
const OWN_FACTS = 8 * 1024;

export interface Compared {
  readonly backup: PgbackrestBackup;
  readonly findings: readonly Finding[];
}

/**
 * Compares a backup in `backup.info` with its own `backup.manifest`. `restore` uses the manifest, so it counts if the
 * two disagree; a manifest that cannot be read is compared with nothing.
 */
export async function comparedWithManifest(
  tree: FileTree,
  backup: PgbackrestBackup,
  file: string,
): Promise<Compared> {
  const { bytes } = await readSmall(tree, file, OWN_FACTS);
  const manifest = bytes === undefined ? undefined : parsePgbackrestManifestHead(bytes).value;
  if (manifest === undefined) return { backup, findings: [] };
  const findings = differences(backup, manifest).map(([field, recorded, files]): Finding => {
    const args = { tool: 'pgBackRest', field, recorded, files };
    return { code: 'tool-metadata-mismatch', severity: 'warning', file, args };
  });
  if (findings.length === 0) return { backup, findings };
  const { kind, method, parentName } = manifest;
  const start = manifest.start ?? backup.start;
  const stop = manifest.stop ?? backup.stop;
  // A manifest that was cut before its last facts does not contain them.
  const type = method === undefined ? {} : { kind, method, parentName };
  return { backup: { ...backup, ...type, start, stop }, findings };
}

function differences(
  info: PgbackrestBackup,
  manifest: PgbackrestBackup,
): (readonly [field: string, recorded: string, files: string])[] {
  const all = [
    ['label', info.name, manifest.name === '' ? undefined : manifest.name],
    ['type', info.method, manifest.method],
    ['parent', info.parentName, manifest.parentName],
    ['start', placeOf(info.start), placeOf(manifest.start)],
    ['stop', placeOf(info.stop), placeOf(manifest.stop)],
  ] as const;
  return all.flatMap(([field, recorded, files]) =>
    recorded === undefined || files === undefined || recorded === files
      ? []
      : [[field, recorded, files] as const],
  );
}

function placeOf(position: ToolPosition | undefined): string | undefined {
  return position === undefined
    ? undefined
    : `${formatLsn(position.lsn)} on timeline ${String(position.timeline)}`;
}
