import assert from 'node:assert/strict';
import {
  LONGEST_PAGE_HEADER,
  type LongPageHeader,
  parseLongPageHeader,
  parseShortPageHeader,
  versionOfMagic,
} from '../../../src/core/wal/pageHeader';
import { parseLsn } from '../../../src/core/ground/lsn';
import { hexBytes, sample, SAMPLE_VERSIONS } from './samples';

const V92 =
  '71 d0 02 00 01 00 00 00 | 00 00 00 00 00 00 00 02 fb bf 0b 6b 31 1e 02 6b | 00 00 00 01 00 20 00 00';
const V10 =
  '97 d0 02 00 01 00 00 00 | 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 | 00 93 2b cf 33 1d 02 6b 00 00 00 01 00 20 00 00';

function read(bytes: Uint8Array): LongPageHeader {
  const { header } = parseLongPageHeader(bytes);
  assert.ok(header);
  return header;
}

/** The header of 10 with some bytes replaced. */
function changed(at: number, ...by: number[]): Uint8Array {
  const bytes = hexBytes(V10);
  bytes.set(by, at);
  return bytes;
}

describe('the header of a segment', () => {
  for (const [version, versionNum] of SAMPLE_VERSIONS) {
    it(`of a real ${version} server is read`, () => {
      const header = read(hexBytes(Buffer.from(sample(`${version}/first-page.hex`)).toString()));
      assert.equal(header.versionNum, versionNum);
      assert.equal(header.family, versionNum < 90300 ? '9.0' : '9.5');
      assert.equal(header.headerSize, versionNum < 90300 ? 32 : 40);
      assert.equal(
        header.systemIdentifier,
        BigInt(Buffer.from(sample(`${version}/system-identifier.txt`)).toString()),
      );
      assert.deepEqual([header.segmentSize, header.blockSize, header.timeline], [2 ** 24, 8192, 1]);
      const address = versionNum < 100000 ? parseLsn('2/FB000000') : parseLsn('0/2000000');
      assert.equal(header.pageAddress, address);
      assert.equal(header.longHeader, true);
    });
  }

  it('of 9.2 puts the high half of its address first', () => {
    const header = read(hexBytes(V92));
    assert.equal(header.pageAddress, 0x2000000n);
    assert.equal(header.systemIdentifier, 0x6b021e316b0bbffbn);
  });

  it('of an unknown version is read by its family', () => {
    const header = read(changed(0, 0x2a, 0xd1));
    assert.equal(header.versionNum, undefined);
    assert.equal(header.family, '9.5');
    assert.equal(header.segmentSize, 2 ** 24);
    const familyOf = (low: number): string | undefined =>
      parseShortPageHeader(changed(0, low, 0xd0)).header?.family;
    assert.deepEqual([0x72, 0x7f, 0x6f].map(familyOf), ['9.3', '9.5', '9.0']);
  });

  it('is told apart from zeros, garbage and foreign byte order', () => {
    const problem = (bytes: Uint8Array): string | undefined => parseLongPageHeader(bytes).problem;
    assert.equal(problem(new Uint8Array()), 'truncated');
    assert.equal(problem(hexBytes(V10).slice(0, 39)), 'truncated');
    assert.equal(problem(hexBytes(V92).slice(0, 31)), 'truncated');
    assert.equal(problem(new Uint8Array(8192)), 'all-zero');
    assert.equal(problem(new Uint8Array(8192).fill(0x20)), 'bad-magic');
    assert.equal(problem(changed(0, 0xd0, 0x97)), 'big-endian');
    assert.equal(problem(changed(2, 0x01)), 'no-long-header');
    assert.equal(problem(changed(32, 0x01)), 'bad-segment-size');
    assert.equal(problem(changed(36, 0x01)), 'bad-block-size');
    assert.equal(problem(hexBytes(V10)), undefined);
  });

  it('takes at most 40 bytes', () => {
    assert.equal(hexBytes(V10).length, LONGEST_PAGE_HEADER);
  });
});

describe('the header of a page', () => {
  it('that is not the first of its segment is shorter, up to 9.2 most of all', () => {
    const { header } = parseShortPageHeader(
      hexBytes('18 d1 01 00 01 00 00 00 | 00 20 00 02 00 00 00 00 | d5 04 00 00 00 00 00 00'),
    );
    assert.equal(header?.longHeader, false);
    assert.deepEqual([header.headerSize, header.pageAddress], [24, 0x2002000n]);
    const old = parseShortPageHeader(
      hexBytes('71 d0 01 00 01 00 00 00 | 00 00 00 00 00 20 00 02 | 02 0b 00 00'),
    );
    assert.deepEqual([old.header?.headerSize, old.header?.pageAddress], [16, 0x2002000n]);
  });

  it('gives every version a magic number of its own', () => {
    const versions = [90000, 90100, 90200, 90300, 90400, 90500, 90600];
    for (let major = 10; major <= 19; major++) versions.push(major * 10000);
    const found = new Set<number | undefined>();
    for (let magic = 0xd000; magic < 0xd200; magic++) found.add(versionOfMagic(magic));
    found.delete(undefined);
    assert.deepEqual([...found], versions);
  });
});
