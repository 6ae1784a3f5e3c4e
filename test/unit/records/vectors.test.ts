import assert from 'node:assert/strict';
import fc from 'fast-check';
import { updateCrc32c, updateLegacyCrc } from '../../../src/core/formats/crc';
import { CommitTimes, readTime } from '../../../src/core/wal/commits/commitTimes';
import { formatLsn } from '../../../src/core/ground/lsn';
import { updateRecordCrc, updateRecordCrcLegacy } from '../../../src/core/wal/recordCrc';
import {
  knownPageFlags,
  magicFitsVersion,
  magicOfVersion,
  overwriteFlag,
  recordFormat,
} from '../../../src/core/wal/recordFormat';
import { decodeXlogRecord } from '../../../src/core/wal/xlogRecord';
import type { XlogEvent } from '../../../src/core/wal/xlogRecord';

/** Records of real servers, byte for byte. */
const BACKUP_END = {
  0xd064: `a8 cb b4 0f 00 00 00 00 f8 39 52 04 00 00 00 00 28 00 00 00 08 00 00 00 50 00 00 00 00 00 00 00
           00 00 00 00 20 00 00 04`,
  0xd071: `ca 82 5e 43 00 00 00 00 18 e7 08 02 00 00 00 00 28 00 00 00 08 00 00 00 50 00 00 00 00 00 00 00
           00 00 00 00 20 00 00 02`,
  0xd07e: `28 00 00 00 00 00 00 00 08 00 00 00 50 00 00 00 20 a0 08 02 00 00 00 00 a8 bc ba 1b 00 00 00 00
           28 00 00 02 00 00 00 00`,
  0xd118: `22 00 00 00 00 00 00 00 c0 01 09 02 00 00 00 00 50 00 00 00 4b 9d 5b 3a ff 08 28 00 00 02 00 00
           00 00`,
} as const;
const STARTS = {
  0xd064: '0/4000020',
  0xd071: '0/2000020',
  0xd07e: '0/2000028',
  0xd118: '0/2000028',
} as const;
const SWITCH_18 = '18 00 00 00 00 00 00 00 e8 01 09 02 00 00 00 00 40 00 00 00 8b 58 2f 34';
const COMMIT_18 = `22 00 00 00 f2 02 00 00 50 01 09 02 00 00 00 00 00 01 00 00 7a 84 73 ed
                   ff 08 65 83 93 c8 cf 03 03 00`;

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function decode(bytes: Uint8Array, magic: number): XlogEvent | undefined {
  return decodeXlogRecord(viewOf(bytes), 0, bytes.length, {
    magic,
    format: recordFormat(magic),
  });
}

/** Whether a record's stored checksum is that of its bytes. */
function checksumFits(bytes: Uint8Array, magic: number): boolean {
  const format = recordFormat(magic);
  const crc = format.family === '9.5' ? updateRecordCrc : updateRecordCrcLegacy;
  const sum = crc(crc(-1, bytes, format.recordHeader, bytes.length), bytes, format.crcFrom, format.crcTo);
  return ~sum === viewOf(bytes).getInt32(format.crc, true);
}

describe('WAL records of real servers', () => {
  for (const magic of [0xd064, 0xd071, 0xd07e, 0xd118] as const) {
    it(`backup-end record with magic ${magic.toString(16)}: checksum, length and start location`, () => {
      const bytes = bytesOf(BACKUP_END[magic]);
      assert(checksumFits(bytes, magic));
      assert.equal(viewOf(bytes).getUint32(recordFormat(magic).totalLength, true), bytes.length);
      const event = decode(bytes, magic);
      assert(event?.kind === 'backup-end');
      assert.equal(formatLsn(event.start), STARTS[magic]);
      for (let at = 0; at < bytes.length; at++) {
        const wrong = bytes.slice();
        wrong[at] = (wrong[at] ?? 0) ^ 0x10;
        const { crcFrom, crcTo, recordHeader, crc } = recordFormat(magic);
        const counts = (at >= crcFrom && at < crcTo) || at >= recordHeader || (at >= crc && at < crc + 4);
        if (counts) assert(!checksumFits(wrong, magic), `byte ${at}`);
      }
    });
  }

  it('WAL switch of 18: a header and nothing else', () => {
    assert(checksumFits(bytesOf(SWITCH_18), 0xd118));
    assert.equal(decode(bytesOf(SWITCH_18), 0xd118), undefined);
  });

  it('commit of 18: checksum and time', () => {
    const bytes = bytesOf(COMMIT_18);
    assert(checksumFits(bytes, 0xd118));
    const times = new CommitTimes();
    times.record(viewOf(bytes), 0, bytes.length, recordFormat(0xd118));
    assert.equal(times.span.count, 1);
    const millis = Math.floor(times.span.first / 1000);
    assert.equal(new Date(millis).toISOString(), '2026-11-21T22:38:08.356Z');
    assert.equal(times.span.first % 1000, 197);
  });

  it('commits of every family: which operations carry a time, and where', () => {
    const cases: readonly (readonly [number, number, number | undefined])[] = [
      [0xd071, 0x00, 0],
      [0xd071, 0x10, undefined],
      [0xd071, 0x20, 0],
      [0xd071, 0x30, 8],
      [0xd071, 0x40, 8],
      [0xd07e, 0x60, 0],
      [0xd118, 0x00, 0],
      [0xd118, 0x80, 0],
      [0xd118, 0xa0, 0],
      [0xd118, 0x30, 0],
      [0xd118, 0xc0, 0],
      [0xd118, 0x60, undefined],
      [0xd118, 0x10, undefined],
    ];
    for (const [magic, info, gap] of cases) {
      const format = recordFormat(magic);
      const bytes = new Uint8Array(format.recordHeader + 40);
      bytes[format.info] = info;
      const payload = format.family === '9.5' ? format.recordHeader + 2 : format.recordHeader;
      if (format.family === '9.5') bytes[format.recordHeader] = 255;
      viewOf(bytes).setBigInt64(payload + (gap ?? 0), 1_000_000n, true);
      const times = new CommitTimes();
      times.record(viewOf(bytes), 0, bytes.length, format);
      assert.equal(times.span.count, gap === undefined ? 0 : 1, `${magic.toString(16)} ${info.toString(16)}`);
      if (gap !== undefined) assert.equal(times.span.first, 946_684_801_000_000);
    }
  });

  it('times as floating-point seconds, as some servers of 9.6 and older have them', () => {
    const view = viewOf(new Uint8Array(8));
    const SECOND = 1_000_000;
    const seconds = fc.double({ min: 0.001, max: 1e10, noNaN: true });
    fc.assert(
      fc.property(seconds, fc.boolean(), (size, before) => {
        const time = before ? -size : size;
        view.setFloat64(0, time, true);
        assert.equal(readTime(view, 0), 946_684_800 * SECOND + Math.round(time * SECOND));
      }),
    );
    fc.assert(
      fc.property(fc.bigInt(-9_000_000_000_000_000n, 8_000_000_000_000_000n), (micros) => {
        view.setBigInt64(0, micros, true);
        assert.equal(readTime(view, 0), 946_684_800 * SECOND + Number(micros));
      }),
    );
  });

  it('a restore point’s name ends at its NUL; what follows is left-over memory', () => {
    const head = bytesOf('62 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 70 00 00 00 00 00 00 00 ff 48');
    const payload = bytesOf('2b bc f3 d0 cf 03 03 00 72 70 5f 31 38 00 00 00 48 7d 25');
    const bytes = new Uint8Array(0x62);
    bytes.set(head);
    bytes.set(payload, head.length);
    const event = decode(bytes, 0xd118);
    assert(event?.kind === 'restore-point');
    assert.equal(event.name, 'rp_18');
    assert.equal(new Date(Math.floor(event.time / 1000)).toISOString().slice(0, 13), '2026-11-21T22');
  });
});

describe('WAL checksums', () => {
  const text = new TextEncoder().encode('123456789');

  it('known values', () => {
    assert.equal(~updateRecordCrc(-1, text, 0, 9) >>> 0, 0xe3069283);
    assert.equal(~updateRecordCrcLegacy(-1, text, 0, 9) >>> 0, 0xc40ed0b0);
    assert.equal(~updateRecordCrcLegacy(-1, new TextEncoder().encode('a'), 0, 1) >>> 0, 0x17b7bebc);
    assert.equal(~updateRecordCrcLegacy(-1, text, 0, 0) >>> 0, 0);
  });

  it('equal the byte-wise ones for any bytes, range and split', () => {
    const ranges = fc.tuple(fc.uint8Array({ minLength: 0, maxLength: 400 }), fc.nat(400), fc.nat(400));
    fc.assert(
      fc.property(ranges, ([bytes, a, b]) => {
        const from = Math.min(a, b, bytes.length);
        const to = Math.min(Math.max(a, b), bytes.length);
        const middle = (from + to) >> 1;
        const fast = updateRecordCrc(updateRecordCrc(-1, bytes, from, middle), bytes, middle, to) >>> 0;
        assert.equal(fast, updateCrc32c(0xffffffff, bytes, from, to));
        const legacy =
          updateRecordCrcLegacy(updateRecordCrcLegacy(-1, bytes, from, middle), bytes, middle, to) >>> 0;
        assert.equal(legacy, updateLegacyCrc(0xffffffff, bytes, from, to));
      }),
    );
  });
});

describe('magic numbers', () => {
  it('each version accepts its own, later ones of its minors as unknown, and no other version’s', () => {
    assert.equal(magicFitsVersion(0xd071, 90200), 'yes');
    assert.equal(magicFitsVersion(0xd071, 90224), 'yes');
    assert.equal(magicFitsVersion(0xd116, 170010), 'yes');
    assert.equal(magicFitsVersion(0xd117, 170010), 'unknown');
    assert.equal(magicFitsVersion(0xd119, 180000), 'unknown');
    assert.equal(magicFitsVersion(0xd119, 190000), 'yes');
    assert.equal(magicFitsVersion(0xd113, 150000), 'no');
    assert.equal(magicFitsVersion(0xd110, 160000), 'no');
    assert.equal(magicFitsVersion(0, 160000), 'no');
    assert.equal(magicFitsVersion(0x4321, 180000), 'no');
    assert.equal(magicOfVersion(90600), 0xd093);
    assert.equal(magicOfVersion(80400), undefined);
  });

  it('flags follow the version', () => {
    assert.deepEqual([0xd066, 0xd071, 0xd118, 0xd120].map(knownPageFlags), [3, 15, 15, 7]);
    assert.deepEqual([0xd087, 0xd093, 0xd118, 0xd120].map(overwriteFlag), [0, 8, 8, 4]);
  });
});
