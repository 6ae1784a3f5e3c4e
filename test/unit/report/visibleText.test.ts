import assert from 'node:assert/strict';
import fc from 'fast-check';
import { visibleText } from '../../../src/core/report/visibleText';
import { anyText } from './anyText';

const HARMFUL = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066\u2067]|\p{Surrogate}/u;

describe('visibleText', () => {
  it('leaves ordinary text alone', () => {
    for (const text of ['nightly', 'Übung Größe', '日本語', 'a & b <c> "d" `e`', '/srv/backup/2026-11-18']) {
      assert.equal(visibleText(text), text);
    }
  });

  it('spells out what would break a line, move the cursor or reorder text', () => {
    assert.equal(visibleText('a\nb\tc'), 'a␊b␉c');
    assert.equal(visibleText('\u001b[31mred\u0007'), '␛[31mred␇');
    assert.equal(visibleText('a\u202eb'), 'a⟨U+202E⟩b');
    assert.equal(visibleText('a\u0085b\ud800'), 'a⟨U+0085⟩b⟨U+D800⟩');
  });

  it('cuts long text in the middle', () => {
    assert.equal(visibleText(`start${'x'.repeat(1000)}end`, 10), 'start…xxend');
  });

  it('leaves no control character, line break, override or lone surrogate in anything', () => {
    fc.assert(
      fc.property(anyText(300), (text) => !HARMFUL.test(visibleText(text).replace(/^\u2068|\u2069$/g, ''))),
    );
  });

  it('keeps to its length', () => {
    fc.assert(fc.property(anyText(1000), (text) => Array.from(visibleText(text, 100)).length <= 103));
  });
});
