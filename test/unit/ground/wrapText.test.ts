import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wrapText } from '../../../src/core/ground/wrapText';

describe('wrapped text', () => {
  it('is broken between words, at the last blank that fits', () => {
    assert.deepEqual(wrapText('one two three', 7), ['one two', 'three']);
    assert.deepEqual(wrapText('one two three', 6), ['one', 'two', 'three']);
  });

  it('leaves a word that is too long on a line of its own', () => {
    assert.deepEqual(wrapText('a /a/long/path b', 5), ['a', '/a/long/path', 'b']);
  });

  it('stays one line without a limit', () => {
    assert.deepEqual(wrapText('a b c', Number.POSITIVE_INFINITY), ['a b c']);
  });

  it('loses no word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^\w{1,9}$/), { minLength: 1 }),
        fc.integer({ min: 1, max: 30 }),
        (words, width) => {
          const lines = wrapText(words.join(' '), width);
          assert.equal(lines.join(' '), words.join(' '));
          assert.ok(lines.every((line) => line.length <= width || !line.includes(' ')));
        },
      ),
    );
  });
});
