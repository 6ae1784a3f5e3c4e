import assert from 'node:assert/strict';
import { MOST_LINES, segmentListText } from '../../../src/vscode/editor/model/segmentListText';
import { GEOMETRY_15, MB, sampleSet } from './sampleCatalog';

function linesOf(set: Parameters<typeof segmentListText>[0]): string[] {
  return [...segmentListText(set)]
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

describe('the full list of a set', () => {
  it('has one segment a line, in recovery order, with its state', () => {
    assert.deepEqual(linesOf(sampleSet({ holes: [2] })), [
      '0000000100000002000000FB  present  first page read  /b/archive',
      '0000000100000002000000FC  present  first page read  /b/archive',
      '0000000100000002000000FD  MISSING',
      '0000000100000002000000FE  present  first page read  /b/archive',
      '000000010000000300000000  present  first page read  /b/archive',
      '000000010000000300000001  present  first page read  /b/archive',
    ]);
  });

  it('comes in pieces', () => {
    const set = sampleSet({ stop: '80/0', geometry: GEOMETRY_15 });
    const pieces = [...segmentListText(set)];
    assert.ok(pieces.length > 5);
    assert.ok(pieces.every((piece) => piece.length < 1024 * 1024));
    assert.equal(linesOf(set).length, set.required?.count);
  });

  it('is written as ranges when it is very long', () => {
    const set = sampleSet({
      stop: '1000/0',
      geometry: { segmentSize: MB, skipsLastSegment: false },
      holes: [5],
    });
    assert.ok((set.required?.count ?? 0) > MOST_LINES);
    const lines = linesOf(set);
    assert.equal(lines.length, 3);
    assert.match(lines[1] ?? '', /^0000000100000002[0-9A-F]{8} - 0000000100000002[0-9A-F]{8} +1 {2}MISSING$/);
  });

  it('says why there is none', () => {
    const text = [...segmentListText({ ...sampleSet(), required: undefined })].join('');
    assert.match(text, /segments are unknown/);
  });

  it('keeps a hostile label in its comment line', () => {
    const text = [...segmentListText({ ...sampleSet(), label: 'a\nFFFF\u202e' })].join('');
    assert.match(text, /^# WAL segments required by the backup "a␊FFFF⟨U\+202E⟩"\n/);
  });
});
