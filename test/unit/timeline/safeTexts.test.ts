import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shortened } from '../../../src/protocol/guards';
import { received, safeMessage } from '../../../webview/timeline/data/received';
import { safeText } from '../../../webview/timeline/data/safeText';
import { anAnswer, aPicture, aSetBar, aState } from '../../support/samplePictures';

const LONG = 'x'.repeat(1 << 20);
/** Isolates are left out: the host's own isolation stays. */
const REORDERING = /[\u202a-\u202e\u2066\u2067\u0000-\u001f]/u;

describe('texts of any length', () => {
  it('are shortened so that one sees it, wherever they stand, and nothing else is changed', () => {
    const value = { a: [LONG, 'short', 7, null], b: { c: `${'x'.repeat(399)}\u{1f600}${LONG}` } };
    assert.deepEqual(shortened(value), {
      a: [`${'x'.repeat(400)}… (+1,048,176 characters)`, 'short', 7, null],
      b: { c: `${'x'.repeat(399)}… (+1,048,578 characters)` },
    });
    const content = new Uint8Array(5);
    assert.equal((shortened({ content }) as { content: unknown }).content, content);
  });

  it('do not cost the message that they come in', () => {
    const picture = aPicture({ sets: [aSetBar('a', 1, 2, { title: LONG, findings: [LONG] })] });
    const message = received(aState(picture));
    assert.ok(message?.type === 'state');
    assert.match(message.picture?.sets[0]?.title ?? '', /^x{400}… \(\+1,048,176 characters\)$/);
    assert.equal(received({ type: 'say', text: 7 }), undefined);
  });

  it('as deep as nobody nests them are left out, not followed', () => {
    let deep: unknown = LONG;
    for (let depth = 0; depth < 10_000; depth++) deep = [deep];
    assert.doesNotMatch(JSON.stringify(shortened(deep)), /x/);
  });
});

describe('texts that hide or reorder', () => {
  it('are spelled out, and stay as they are when that is done again', () => {
    assert.equal(safeText('a\u202eb\u0007'), 'a⟨U+202E⟩b␇');
    assert.equal(safeText('\u2068שלום\u2069'), '\u2068שלום\u2069');
    assert.equal(safeText('“\u2068שלום\u2069” is missing'), '“\u2068שלום\u2069” is missing');
    assert.equal(safeText('\u2068a\u2069\u2069'), 'a⟨U+2069⟩');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const safe = safeText(text);
        assert.doesNotMatch(safe, REORDERING);
        assert.equal(safeText(safe), safe);
      }),
    );
  });

  it('are found in every message of the host', () => {
    const bad = 'a\u202eb';
    const picture = aPicture({
      sets: [aSetBar('a', 1, 2, { title: bad, findings: [bad] })],
      unplaced: [{ id: 'u', title: bad, verdict: 'undetermined', findings: [bad] }],
    });
    const answer = anAnswer();
    const cards = answer.cards.map((card) => ({ ...card, headline: bad, notes: [bad] }));
    const messages = [
      aState({
        ...picture,
        lanes: picture.lanes.map((lane) => ({
          ...lane,
          points: [{ at: 1, lsn: '0/1', name: bad, ms: null }],
        })),
      }),
      { ...answer, cards },
      { type: 'say', text: bad } as const,
    ];
    for (const message of messages) assert.doesNotMatch(JSON.stringify(safeMessage(message)), REORDERING);
  });
});
