import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BackupHistoryFile, SegmentFile, WalFile } from '../../../src/core/wal/fileName';
import { classifyWalFile, plainFirst, timelineHistoryName } from '../../../src/core/wal/fileName';
import { walGeometry } from '../../../src/core/wal/geometry';
import { parseSegmentName, segmentName, segmentNumber } from '../../../src/core/wal/segmentName';
import type { NameCase } from './segmentCases';
import { segmentCases } from './segmentCases';

const KINDS: Readonly<Record<string, string>> = {
  wal: 'segment',
  pgbackrest_wal: 'segment',
  partial: 'partial',
  timeline_history: 'timeline-history',
  backup_history: 'backup-history',
  temp: 'temporary',
};

/** If a case has another tool's answer, this is PostgreSQL's, or that of an archive with any suffix. */
const OURS: Readonly<Record<string, string>> = {
  // IsBackupHistoryFileName checks the digits and the ending only.
  '00000001000000000000000A.backup': 'backup-history',
  // A compressed segment is a segment.
  '000000010000000100000001.gz': 'segment',
};
/** Other tools accept lower-case names, a server never does. */
const LOWER_CASE = /^[0-9a-f]{24}$/;

describe('WAL file names', () => {
  for (const one of segmentCases().file_names) {
    it(`${JSON.stringify(one.name)} is ${one.kind}${one.note === undefined ? '' : ` (${one.note})`}`, () => {
      const name = one.name.split('/').at(-1) ?? '';
      const found = classifyWalFile(name);
      assert.equal(found?.kind ?? 'none', expectedKind(one, name));
      if (found?.kind === 'segment') checkNumber(one);
    });
  }

  for (const one of segmentCases().name_parts.filter((parts) => parts.segment === null)) {
    it(`${one.name} is of timeline ${String(one.timeline)}`, () => {
      assert.deepEqual(classifyWalFile(one.name), {
        kind: 'timeline-history',
        timeline: one.timeline,
        suffix: '',
      });
    });
  }

  it('tell the offset of a backup history file', () => {
    assert.deepEqual(classifyWalFile('000000010000000000000002.00000028.backup'), {
      kind: 'backup-history',
      parts: { timeline: 1, log: 0, low: 2 },
      offset: 0x28,
      suffix: '',
    });
    assert.equal(classifyWalFile('000000010000000000000002.0000002.backup'), undefined);
    assert.equal(classifyWalFile('000000010000000000000002.0000002g.backup'), undefined);
  });

  it('keep compression and encryption as the suffix', () => {
    const suffixes = [
      '',
      '.gz',
      '.lz4',
      '.zst',
      '.zstd',
      '.bz2',
      '.xz',
      '.zip',
      '.lzma',
      '.lzo',
      '.br',
      '.Z',
    ];
    const parts = { timeline: 1, log: 0, low: 2 };
    for (const packing of suffixes) {
      for (const cipher of ['', '.gpg', '.aes', '.age']) {
        const suffix = packing + cipher;
        assert.deepEqual(classifyWalFile(`000000010000000000000002${suffix}`), {
          kind: 'segment',
          parts,
          suffix,
        });
        assert.deepEqual(classifyWalFile(`000000010000000000000002.partial${suffix}`), {
          kind: 'partial',
          parts,
          suffix,
        });
        assert.deepEqual(classifyWalFile(`000000010000000000000002${suffix}.partial`), {
          kind: 'partial',
          parts,
          // The part before .partial must stay before it, otherwise the name is that of another file.
          suffix: suffix === '' ? '' : `${suffix}.partial`,
        });
        assert.deepEqual(classifyWalFile(`00000002.history${suffix}`), {
          kind: 'timeline-history',
          timeline: 2,
          suffix,
        });
      }
    }
  });

  it('split pgBackRest names into segment, checksum and suffix', () => {
    const sha1 = 'daa497dba64008db824607940609ba1cd7c6c501';
    const parts = { timeline: 2, log: 1, low: 0xfd };
    const name = `0000000200000001000000FD-${sha1}.gz`;
    assert.deepEqual(classifyWalFile(name), { kind: 'segment', parts, suffix: '.gz', sha1 });
    const partial = `0000000200000001000000FD.partial-${sha1}.zst`;
    assert.deepEqual(classifyWalFile(partial), { kind: 'partial', parts, suffix: '.zst', sha1 });
  });

  it('of archive_status speak of the file that they mark', () => {
    for (const name of [
      '000000010000000000000002',
      '000000010000000000000002.partial',
      '000000010000000000000002.00000028.backup',
      '00000002.history',
    ]) {
      assert.deepEqual(classifyWalFile(`${name}.ready`), { kind: 'archive-status', name, status: 'ready' });
      assert.deepEqual(classifyWalFile(`${name}.done`), { kind: 'archive-status', name, status: 'done' });
    }
    for (const name of [
      'x.ready',
      '.done',
      '000000010000000000000002.gz.ready',
      '000000010000000000000002.ready.done',
    ]) {
      assert.equal(classifyWalFile(name), undefined, name);
    }
  });

  it('of unfinished copies are temporary', () => {
    for (const name of ['RECOVERYXLOG', 'RECOVERYHISTORY', 'xlogtemp.4711', '000000010000000000000002.tmp']) {
      assert.deepEqual(classifyWalFile(name), { kind: 'temporary', name });
    }
    for (const name of ['xlogtemp.', 'xlogtemp.x', 'RECOVERYXLOG2'])
      assert.equal(classifyWalFile(name), undefined);
  });

  it('say nothing where a newline, control characters or a path stand in them', () => {
    const good = '000000010000000000000002';
    for (const name of [
      `${good}\n`,
      `\n${good}`,
      `a/${good}`,
      `${good}\u0000`,
      `${good}.gz\n`,
      '00000002.history\n',
      '',
    ]) {
      assert.equal(classifyWalFile(name), undefined, JSON.stringify(name));
    }
  });

  it('are judged quickly, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 40 }), (noise, tail) => {
        classifyWalFile(noise);
        assert.ok(
          ['segment', 'partial', 'backup-history', 'temporary', 'archive-status', undefined].includes(
            classifyWalFile(`000000010000000000000002${tail}`)?.kind,
          ),
        );
      }),
    );
  });
});

describe('what other tools do with an archive', () => {
  for (const one of segmentCases().archive_cleanup.filter((other) => other.files !== undefined)) {
    it(`pg_archivecleanup ${(one.options ?? []).join(' ')} ${one.oldest_kept} removes whole segments and their marks only`, () => {
      const oldest = classifyWalFile(one.oldest_kept);
      assert.ok(oldest?.kind === 'segment' || oldest?.kind === 'backup-history');
      for (const [name, kept] of Object.entries(one.files ?? {})) {
        const file = classifyWalFile(name);
        assert.equal(!(removable(file, one.options ?? []) && position(file) < position(oldest)), kept, name);
      }
    });
  }

  for (const one of segmentCases().archive_usable.filter((other) => other.new_timeline === null)) {
    it(`a new cluster among ${one.existing.join(', ')}: ${one.error ?? 'free'}`, () => {
      const used = one.existing.filter((name) => classifyWalFile(name) !== undefined);
      assert.equal(used.length === 0, one.ok);
    });
  }

  for (const one of segmentCases().archive_usable.filter((other) => other.new_timeline !== null)) {
    it(`timeline ${String(one.new_timeline)} among ${one.existing.join(', ')}: ${one.error ?? 'free'}`, () => {
      const used = one.existing.map(classifyWalFile).map((file) => {
        assert.ok(file?.kind === 'segment' || file?.kind === 'timeline-history');
        return file.kind === 'segment' ? file.parts.timeline : file.timeline;
      });
      const taken = used.filter((timeline) => timeline >= (one.new_timeline ?? 0)).length;
      assert.equal(taken === 0, one.ok);
      assert.equal(taken, Number(/^\d+/.exec(one.error ?? '0')?.[0]));
    });
  }
});

function removable(
  file: WalFile | undefined,
  options: readonly string[],
): file is SegmentFile | BackupHistoryFile {
  return file?.kind === 'segment' || (file?.kind === 'backup-history' && options.includes('-b'));
}

/** The position of a file in its archive, whatever its timeline. */
function position(file: SegmentFile | BackupHistoryFile): number {
  return file.parts.log * 2 ** 12 + file.parts.low;
}

function expectedKind(one: NameCase, name: string): string {
  if (LOWER_CASE.test(name) && /[a-f]/.test(name)) return 'none';
  // Whether a low part is possible depends on the segment size, not on the name.
  if (!one.valid && one.wal_segment_size !== undefined && /^[0-9A-F]{24}$/.test(name)) {
    const parts = parseSegmentName(name);
    const geometry = walGeometry(one.wal_segment_size, undefined);
    assert.equal(parts === undefined ? undefined : segmentNumber(parts, geometry), undefined);
    return 'segment';
  }
  return OURS[name] ?? KINDS[one.kind] ?? 'none';
}

function checkNumber(one: NameCase): void {
  if (one.segment_number === undefined || one.wal_segment_size === undefined) return;
  const geometry = walGeometry(one.wal_segment_size, undefined);
  const parts = parseSegmentName(one.name);
  assert.equal(parts?.timeline, one.timeline);
  assert.equal(parts === undefined ? undefined : segmentNumber(parts, geometry), one.segment_number);
  assert.equal(segmentName(one.timeline ?? 0, one.segment_number, geometry), one.name);
}

describe('names of WAL files', () => {
  it('of a timeline history have eight digits, upper case', () => {
    assert.equal(timelineHistoryName(0x1f), '0000001F.history');
    assert.deepEqual(classifyWalFile(timelineHistoryName(0xffffffff)), {
      kind: 'timeline-history',
      timeline: 0xffffffff,
      suffix: '',
    });
  });

  it('are sorted with the plain file first', () => {
    assert.deepEqual(['.zst', '.gz', '', '.lz4'].sort(plainFirst), ['', '.gz', '.lz4', '.zst']);
  });
});
