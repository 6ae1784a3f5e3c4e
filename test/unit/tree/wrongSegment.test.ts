import assert from 'node:assert/strict';
import { wrongSegmentText } from '../../../src/vscode/tree/model/wrongSegment';

describe('the words on a segment that cannot be used', () => {
  const words = (code: Parameters<typeof wrongSegmentText>[0]): string =>
    wrongSegmentText(code, (text) => text);

  it('give the reason, in words and not as a code', () => {
    assert.equal(words('record-checksum-mismatch'), 'unusable: checksum mismatch in a WAL record');
    assert.equal(words('never-stopped'), 'unusable: no end of the backup');
  });

  it('are short without a known reason', () => {
    assert.equal(words(undefined), 'unusable');
    assert.equal(words('encrypted-segment'), 'unusable');
  });
});
