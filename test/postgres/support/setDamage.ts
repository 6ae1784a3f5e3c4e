import { gzipSync } from 'node:zlib';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DamageCase } from './damageCase';
import { segmentAt } from './damageCase';
import { cut, flipInRecord } from './damage';
import type { DamagedCopy } from './damagedCopy';
import type { TruthSet } from './truthSet';

const GZIP_FIRST = 'gunzip -c "%a/%f.gz" > "%p" 2>/dev/null || cp "%a/%f" "%p"';

/** Damage to label and control file. */
export const FILE_DAMAGE: readonly DamageCase[] = [
  refused('the label has CRLF line ends', (copy) =>
    changeLabel(copy, (text) => text.replaceAll('\n', '\r\n')),
  ),
  refused('the label is empty', (copy) => changeLabel(copy, () => '')),
  refused('the label lacks its first line', (copy) => changeLabel(copy, (text) => text.replace(/^.*\n/, ''))),
  refused('the label is missing, and the WAL is in the archive', (copy) => copy.dropFile('backup_label')),
  {
    name: 'the label is missing, and the WAL lies in the set: a server starts, nobody can tell from what',
    damage: async (copy, set) => {
      await copy.dropFile('backup_label');
      await copy.moveWalIntoSet(set.segments);
    },
    outcome: 'recovered',
    restorable: false,
    standalone: true,
  },
  {
    ...refused('the label is missing, and so is all WAL', (copy) => copy.dropFile('backup_label')),
    standalone: true,
  },
  {
    ...refused('the label text forges a timeline', (copy) =>
      changeLabel(copy, (text) => text.replace('LABEL: truth', 'LABEL: truth\nSTART TIMELINE: 9')),
    ),
    from: 11,
  },
  refused('PG_VERSION is of another version', (copy) => copy.changeText('PG_VERSION', () => '9.6\n')),
  refused('PG_VERSION is missing', (copy) => copy.dropFile('PG_VERSION')),
  refused('pg_control is missing', (copy) => copy.dropFile('global/pg_control')),
  refused('pg_control has a flipped byte', (copy) => copy.changeFile('global/pg_control', flipTime)),
];

/** Sets without an archive, archives with a hole, and archives with two copies of a segment. */
export const PLACE_DAMAGE: readonly DamageCase[] = [
  {
    name: 'all WAL lies in the set',
    damage: (copy, set) => copy.moveWalIntoSet(set.segments),
    outcome: 'recovered',
    restorable: true,
    standalone: true,
  },
  {
    name: 'the set has all WAL but the last segment',
    damage: (copy, set) => copy.moveWalIntoSet(set.segments.slice(0, -1)),
    outcome: 'refused',
    restorable: false,
    standalone: true,
  },
  {
    name: 'the archive has a gap after the backup: recovery ends there without a word',
    damage: (copy, { later }) => copy.dropWal(later[0] ?? ''),
    outcome: 'recovered',
    restorable: true,
    rows: 'at-stop',
  },
  {
    name: 'the last segment has a good and a damaged compressed copy; the good one is taken',
    damage: (copy, set) => compressed(copy, set, (bytes) => flipInRecord(bytes, 10_000)),
    outcome: 'recovered',
    restorable: 'depends',
  },
  {
    name: 'the last segment has a good and a damaged compressed copy; the damaged one is taken',
    damage: (copy, set) => compressed(copy, set, (bytes) => cut(bytes, bytes.length / 2)),
    outcome: 'refused',
    restorable: 'depends',
    restoreCommand: GZIP_FIRST,
  },
  {
    name: 'the last segment has a compressed copy of the same content',
    damage: (copy, set) => compressed(copy, set, (bytes) => bytes),
    outcome: 'recovered',
    restorable: true,
    restoreCommand: GZIP_FIRST,
  },
  {
    name: 'all segments are compressed',
    damage: async (copy, set) => {
      for (const name of set.segments) {
        await compress(copy, name, (bytes) => bytes);
        await copy.dropWal(name);
      }
    },
    outcome: 'recovered',
    restorable: true,
    restoreCommand: GZIP_FIRST,
  },
];

function refused(name: string, damage: DamageCase['damage']): DamageCase {
  return { name, damage, outcome: 'refused', restorable: false };
}

function changeLabel(copy: DamagedCopy, change: (text: string) => string): Promise<void> {
  return copy.changeText('backup_label', change);
}

/** The time at offset 24 is part of what the checksum covers, and of nothing else. */
function flipTime(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  changed[24] = (changed[24] ?? 0) ^ 1;
  return changed;
}

function compressed(copy: DamagedCopy, set: TruthSet, change: (bytes: Uint8Array) => Uint8Array) {
  return compress(copy, segmentAt(set, -1), change);
}

async function compress(copy: DamagedCopy, name: string, change: (bytes: Uint8Array) => Uint8Array) {
  const bytes = change(new Uint8Array(await readFile(join(copy.archive, name))));
  await writeFile(join(copy.archive, `${name}.gz`), gzipSync(bytes, { level: 1 }));
}
