import { gzipSync } from 'node:zlib';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlLayout } from '../../../src/core/formats/controlLayout';
import { CONTROL_LAYOUTS } from '../../../src/core/formats/controlLayout';
import { crc32c } from '../../../src/core/formats/crc';
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
  {
    name: 'PG_VERSION has more than the version: a server reads the number alone',
    damage: (copy) => copy.changeText('PG_VERSION', (text) => `${text.trim()}.3abc`),
    outcome: 'recovered',
    restorable: true,
  },
  {
    ...refused('an empty recovery.conf is in the copy', (copy) => copy.writeFile('recovery.conf', '')),
    from: 12,
  },
  {
    name: 'signal files are in the copy of a server that does not know them',
    damage: async (copy) => {
      for (const name of ['recovery.signal', 'standby.signal']) await copy.writeFile(name, '');
    },
    outcome: 'recovered',
    restorable: true,
    to: 11,
  },
  refused('PG_VERSION is missing', (copy) => copy.dropFile('PG_VERSION')),
  refused('pg_control is missing', (copy) => copy.dropFile('global/pg_control')),
  refused('pg_control has a flipped byte', (copy) => copy.changeFile('global/pg_control', flipTime)),
];

/** Impossible values in pg_control, with a right checksum. */
export const CONTROL_DAMAGE: readonly DamageCase[] = [
  refused('pg_control has the state 0', (copy) =>
    changeControl(copy, (view) => {
      view.setInt32(16, 0, true);
    }),
  ),
  refused('pg_control has a state that is none', (copy) =>
    changeControl(copy, (view) => {
      view.setInt32(16, 9, true);
    }),
  ),
  refused('pg_control has its checkpoint within the header of a page', (copy) =>
    changeControl(copy, (view) => {
      view.setBigUint64(32, 0x2000005n, true);
    }),
  ),
  {
    name: 'pg_control has its checkpoint far behind all WAL: the label counts',
    damage: (copy) =>
      changeControl(copy, (view) => {
        view.setBigUint64(32, 0xff000000028n, true);
      }),
    outcome: 'recovered',
    restorable: true,
  },
  refused('pg_control has a page size that no server has', (copy) =>
    changeControl(copy, (view, { blockSize }) => {
      view.setUint32(blockSize, 5000, true);
    }),
  ),
  refused('pg_control has a WAL page size that no server has', (copy) =>
    changeControl(copy, (view, { walBlockSize }) => {
      view.setUint32(walBlockSize, 100, true);
    }),
  ),
  refused('pg_control has a minimum recovery point far behind all WAL', (copy) =>
    changeControl(copy, (view, { minRecoveryPoint, timeline }) => {
      view.setBigUint64(minRecoveryPoint, 0xff000000028n, true);
      view.setUint32(minRecoveryPoint + 8, view.getUint32(timeline, true), true);
    }),
  ),
];

/**
 * Directories that a server needs although most are empty; each major version tries some, since each costs a recovery.
 * Without pg_commit_ts and pg_multixact/members the server panics and restarts endlessly, which no test waits for.
 */
const DIRECTORIES = [
  'pg_twophase',
  'pg_tblspc',
  'pg_xact',
  'pg_multixact',
  'pg_notify',
  'pg_replslot',
  'pg_logical',
  'pg_logical/snapshots',
  'pg_logical/mappings',
  'pg_multixact/offsets',
  'pg_multixact/offsets/0000',
];

/** The parts that a data directory lacks. */
export function missingParts(major: number): readonly DamageCase[] {
  const chosen = DIRECTORIES.filter((_, i) => i % 4 === major % 4);
  return [
    ...chosen.map((path) => refused(`${path} is missing`, (copy) => copy.dropFolder(path))),
    {
      name: 'pg_xact is empty: rows are lost without a word',
      damage: (copy) => copy.dropFile('pg_xact/0000'),
      outcome: 'recovered',
      restorable: false,
    },
    {
      name: 'pg_serial, pg_snapshots and pg_wal are missing: a server makes them, or does without',
      damage: async (copy) => {
        for (const path of ['pg_serial', 'pg_snapshots', 'pg_wal']) await copy.dropFolder(path);
      },
      outcome: 'recovered',
      restorable: true,
    },
    { ...refused('pg_stat is missing', (copy) => copy.dropFolder('pg_stat')), to: 14 },
    {
      name: 'pg_stat and pg_stat_tmp are missing',
      damage: async (copy) => {
        for (const path of ['pg_stat', 'pg_stat_tmp']) await copy.dropFolder(path);
      },
      outcome: 'recovered',
      restorable: true,
      from: 15,
    },
    { ...refused('pg_subtrans is missing', (copy) => copy.dropFolder('pg_subtrans')), from: 15 },
    {
      name: 'pg_subtrans is missing: a server without hot standby starts, and completes no checkpoint',
      damage: (copy) => copy.dropFolder('pg_subtrans'),
      outcome: 'recovered',
      restorable: false,
      to: 14,
    },
  ];
}

/** An unreadable history of a newer timeline in the archive. */
export const HISTORY_DAMAGE: readonly DamageCase[] = [
  ...['garbage\n', ''].flatMap((text): DamageCase[] => {
    const what = text === '' ? 'empty' : 'garbage';
    const damage = (copy: DamagedCopy): Promise<void> => copy.writeWal('00000002.history', Buffer.from(text));
    return [
      {
        ...refused(`the history of the next timeline is ${what}, and the server follows it`, damage),
        from: 12,
      },
      {
        name: `the history of the next timeline is ${what}, and the server stays on its own`,
        damage,
        outcome: 'recovered',
        restorable: true,
        to: 11,
      },
    ];
  }),
  {
    name: 'the history of a timeline that no server comes to is garbage',
    damage: (copy) => copy.writeWal('00000003.history', Buffer.from('garbage\n')),
    outcome: 'recovered',
    restorable: true,
  },
];

/** Names that do not show the content of the files. */
export const NAME_DAMAGE: readonly DamageCase[] = [
  refused('one plain name holds gzip, which cp hands over', (copy, set) =>
    copy.changeWal(segmentAt(set, -1), (bytes) => new Uint8Array(gzipSync(bytes, { level: 1 }))),
  ),
  {
    name: 'all plain names hold gzip, and the restore_command unpacks',
    damage: async (copy) => {
      for (const name of await copy.walNames())
        await copy.changeWal(name, (bytes) => new Uint8Array(gzipSync(bytes, { level: 1 })));
    },
    outcome: 'recovered',
    restorable: true,
    restoreCommand: 'gunzip -c < "%a/%f" > "%p"',
  },
  {
    ...refused('one of many .gz is not packed, and gunzip refuses it', async (copy, set) => {
      for (const name of set.segments) {
        if (name !== segmentAt(set, -1)) await compress(copy, name, (bytes) => bytes);
        else await copy.writeWal(`${name}.gz`, await copy.readWal(name));
        await copy.dropWal(name);
      }
    }),
    restoreCommand: 'gunzip -c < "%a/%f.gz" > "%p"',
  },
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

/** The time at offset 24 belongs only to the content of the checksum. */
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

/** Changes a control file of 10 or later and corrects its checksum. */
function changeControl(
  copy: DamagedCopy,
  change: (view: DataView, layout: ControlLayout) => void,
): Promise<void> {
  return copy.changeFile('global/pg_control', (bytes) => {
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    const layout = CONTROL_LAYOUTS.find(({ controlVersion }) => controlVersion === view.getUint32(8, true));
    if (layout === undefined) throw new Error('the control file is of no known version');
    change(view, layout);
    view.setUint32(layout.crc, crc32c(changed, 0, layout.crc), true);
    return changed;
  });
}
