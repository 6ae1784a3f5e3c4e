import assert from 'node:assert/strict';
import {
  formatMajorVersion,
  majorFromParts,
  majorOf,
  parseSupportedVersion,
  parseMajorVersion,
} from '../../../src/core/ground/versions';

describe('versions', () => {
  it('lose their minor number', () => {
    const cases = [
      [90224, 90200],
      [90600, 90600],
      [80422, 80400],
      [100023, 100000],
      [150004, 150000],
    ] as const;
    for (const [versionNum, major] of cases) assert.equal(majorOf(versionNum), major);
  });

  it('up to 9.6 need both numbers', () => {
    assert.equal(majorFromParts(9, 2), 90200);
    assert.equal(majorFromParts(9, undefined), undefined);
    assert.equal(majorFromParts(15, undefined), 150000);
    assert.equal(majorFromParts(15, 4), 150000);
  });

  it('are read from text', () => {
    const cases: [string, number | undefined][] = [
      ['8.4', 80400],
      ['8.5', undefined],
      ['9.0', 90000],
      ['9.2', 90200],
      ['9.2.24', 90200],
      ['90224', 90200],
      ['9.6', 90600],
      ['10', 100000],
      ['15', 150000],
      ['15.4', 150000],
      ['150004', 150000],
      ['18beta1', 180000],
      ['9', undefined],
      ['9.7', undefined],
      ['7.4', undefined],
      ['80400', undefined],
      ['500', undefined],
      ['150004.1', undefined],
      ['0', undefined],
      ['fifteen', undefined],
      ['', undefined],
    ];
    for (const [text, version] of cases) assert.equal(parseMajorVersion(text), version, text);
  });

  it('before 9.0 are not supported', () => {
    assert.equal(parseSupportedVersion('8.4'), undefined);
    assert.equal(parseSupportedVersion('9.0'), 90000);
  });

  it('are written as people write them', () => {
    const cases = [
      [90200, '9.2'],
      [90224, '9.2'],
      [100000, '10'],
      [150004, '15'],
    ] as const;
    for (const [versionNum, text] of cases) assert.equal(formatMajorVersion(versionNum), text);
  });
});
