import assert from 'node:assert/strict';
import type { FileFacts, FileHead } from '../../../src/core/ground/ports';
import { segmentText } from '../../../src/vscode/editor/model/segmentText';
import { MB } from './sampleCatalog';

const PATH = '/b/archive/000000010000000300000001';
const FACTS: FileFacts = { kind: 'file', size: 16 * MB, modified: 0 };

/** The first page header of a server of 9.6, by hand: the offsets are those of PostgreSQL's XLogLongPageHeaderData. */
function header96(timeline: number, address: bigint): Uint8Array {
  const bytes = new Uint8Array(8192);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xd093, true);
  view.setUint16(2, 0x0002, true);
  view.setUint32(4, timeline, true);
  view.setBigUint64(8, address, true);
  view.setBigUint64(24, 7710759444048986079n, true);
  view.setUint32(32, 16 * MB, true);
  view.setUint32(36, 8192, true);
  return bytes;
}

function plain(bytes: Uint8Array): FileHead {
  return { compression: 'plain', bytes };
}

describe('the document of a WAL segment', () => {
  it('tells what the first page says', () => {
    const text = segmentText(PATH, FACTS, plain(header96(1, 0x301000000n)));
    assert.match(text, /^WAL segment 000000010000000300000001\n/);
    assert.match(text, /Size +16 MB \(16,777,216 bytes\)/);
    assert.match(text, /Written by +PostgreSQL 9\.6 \(magic D093\)/);
    assert.match(text, /Timeline +1\n/);
    assert.match(text, /Page address +3\/1000000, as its name says; the segment ends at 3\/2000000/);
    assert.match(text, /Segment size +16 MB\n/);
    assert.match(text, /System identifier +7710759444048986079/);
  });

  it('tells a recycled file', () => {
    const text = segmentText(PATH, FACTS, plain(header96(1, 0x2f9000000n)));
    assert.match(
      text,
      /Page address +2\/F9000000: wrong, the name says 3\/1000000\. This is old WAL in a recycled file/,
    );
  });

  it('knows that a new timeline begins with pages of the old one', () => {
    const path = '/b/archive/000000020000000300000001';
    assert.match(segmentText(path, FACTS, plain(header96(1, 0x301000000n))), /right if timeline 2 begins/);
    assert.match(
      segmentText(PATH, FACTS, plain(header96(2, 0x301000000n))),
      /Timeline +2: wrong, the name says 1/,
    );
  });

  it('tells a file of the wrong size', () => {
    const text = segmentText(PATH, { ...FACTS, size: 8192 }, plain(header96(1, 0x301000000n)));
    assert.match(text, /Segment size +16 MB: the file has a different size/);
  });

  it('says why nothing was read', () => {
    const cases: [FileHead, RegExp][] = [
      [plain(new Uint8Array(0)), /The file is empty/],
      [plain(new Uint8Array(8192)), /all zeros/],
      [plain(new TextEncoder().encode('no WAL at all, just some text that is long enough')), /it is not WAL/],
      [{ compression: 'encrypted', bytes: undefined }, /encrypted/],
      [{ compression: 'lzo', bytes: undefined, problem: 'unsupported' }, /cannot be decompressed here/],
      [{ compression: 'gzip', bytes: undefined, problem: 'broken' }, /damaged/],
    ];
    for (const [head, words] of cases) assert.match(segmentText(PATH, FACTS, head), words);
    const gone = { failed: true, code: 'ENOENT' } as const;
    assert.match(segmentText(PATH, gone, gone), /It cannot be read: it no longer exists\./);
  });
});
