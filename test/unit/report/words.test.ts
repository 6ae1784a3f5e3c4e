import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMajorVersion } from '../../../src/core/ground/versions';
import { counted, formatBytes, formatCount } from '../../../src/core/ground/sizes';

describe('words', () => {
  it('write bytes as DBAs read them', () => {
    const MB = 1024 * 1024;
    const cases: [number | bigint, string][] = [
      [0, '0 B'],
      [1, '1 B'],
      [1n, '1 B'],
      [1023, '1,023 B'],
      [1024, '1 kB'],
      [1536, '1.5 kB'],
      [16 * MB, '16 MB'],
      [96 * MB, '96 MB'],
      [1023.9 * MB, '1 GB'],
      [1.2 * 1024 * MB, '1.2 GB'],
      [9.97 * 1024 * MB, '10 GB'],
      [144n * 1024n ** 3n, '144 GB'],
      [1n << 63n, '8,192 PB'],
    ];
    for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text);
  });

  it('never write more than 1,023 of a unit below the largest', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const [, number = ''] = /^([\d,.]+) \w+$/.exec(formatBytes(Math.abs(n))) ?? [];
        return number !== '' && Number(number.replaceAll(',', '')) < 1024;
      }),
    );
  });

  it('separate thousands', () => {
    assert.deepEqual([0, 999, 1000, 1204, 1234567, 10n ** 18n].map(formatCount), [
      '0',
      '999',
      '1,000',
      '1,204',
      '1,234,567',
      '1,000,000,000,000,000,000',
    ]);
    assert.equal(counted(1, 'segment'), '1 segment');
    assert.equal(counted(1204, 'segment'), '1,204 segments');
    assert.equal(counted(2, 'history', 'histories'), '2 histories');
  });

  it('write versions as people do', () => {
    const numbers = [90000, 90200, 90224, 90624, 100000, 150004, 180000];
    assert.deepEqual(numbers.map(formatMajorVersion), ['9.0', '9.2', '9.2', '9.6', '10', '15', '18']);
  });
});
