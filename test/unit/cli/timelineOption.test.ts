import assert from 'node:assert/strict';
import { parseTimeline } from '../../../src/cli/commands/computedSegments';
import { parseSupportedVersion } from '../../../src/core/ground/versions';
import { parseSegmentSize } from '../../../src/core/wal/geometry';

const MB = 1024 * 1024;

describe('values on the command line', () => {
  it('segment sizes', () => {
    const cases: [string, number | undefined][] = [
      ['16777216', 16 * MB],
      ['16MB', 16 * MB],
      ['16 mb', 16 * MB],
      ['16M', 16 * MB],
      ['1MiB', MB],
      ['1024kB', MB],
      ['1GB', 1024 * MB],
      ['1073741824B', 1024 * MB],
      ['16', undefined],
      ['15MB', undefined],
      ['2GB', undefined],
      ['512kB', undefined],
      ['0', undefined],
      ['-16MB', undefined],
      ['1e7', undefined],
      ['', undefined],
      ['16MBB', undefined],
    ];
    for (const [text, size] of cases) assert.equal(parseSegmentSize(text), size, text);
  });

  it('server versions', () => {
    const cases: [string, number | undefined][] = [
      ['9.0', 90000],
      ['9.2', 90200],
      ['9.2.24', 90200],
      ['90224', 90200],
      ['9.6', 90600],
      ['15', 150000],
      ['15.4', 150000],
      ['150004', 150000],
      ['18beta1', 180000],
      ['8.4', undefined],
      ['9', undefined],
      ['9.7', undefined],
      ['80400', undefined],
      ['500', undefined],
      ['0', undefined],
      ['fifteen', undefined],
      ['', undefined],
    ];
    for (const [text, version] of cases) assert.equal(parseSupportedVersion(text), version, text);
  });

  it('timelines', () => {
    assert.equal(parseTimeline('1'), 1);
    assert.equal(parseTimeline('4294967295'), 4294967295);
    for (const text of ['0', '-1', '4294967296', '1.5', '0x1', '', ' 1']) {
      assert.equal(parseTimeline(text), undefined, text);
    }
  });
});
