import assert from 'node:assert/strict';
import fc from 'fast-check';
import { visibleText } from '../../../src/core/report/visibleText';

describe('text made visible', () => {
  it('spells out what cannot be seen', () => {
    assert.equal(visibleText('a\nb\tc\u0000d'), 'a␊b␉c␀d');
    assert.equal(visibleText('a\u202Eb\u200Bc\uFEFF'), 'a⟨U+202E⟩b⟨U+200B⟩c⟨U+FEFF⟩');
    assert.equal(visibleText('\uD800x'), '⟨U+D800⟩x');
    assert.equal(visibleText('a\u{E0041}b'), 'a⟨U+E0041⟩b');
  });

  it('leaves ordinary text alone', () => {
    for (const text of ['nightly', 'Sicherung für März', '夜間バックアップ', '', 'a b  c']) {
      assert.equal(visibleText(text), text);
    }
  });

  it('keeps right-to-left text from reordering its neighbours', () => {
    assert.equal(visibleText('שלום'), '\u2068שלום\u2069');
  });

  it('drops the middle of long text', () => {
    const shown = visibleText(`start${'x'.repeat(5000)}end`, 40);
    assert.ok(shown.startsWith('start') && shown.endsWith('end') && shown.includes('…'));
    assert.ok(shown.length <= 41);
  });

  it('never lets a control character, a line break or a bidirectional override through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        assert.doesNotMatch(visibleText(text), /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066\u2067]/);
      }),
    );
  });
});
