import assert from 'node:assert/strict';
import type { Band, Gap, SetBar } from '../../../src/core/timeline/picture';
import { lostTimes } from '../../../src/core/timeline/lostTimes';
import { gapCost } from '../../../webview/timeline/data/gapCost';
import { aBand, aGap, aLane, aPicture, aSetBar, BEGIN_MS } from '../../support/samplePictures';

const FIRST = aBand(5, 30, { endsAt: 'gap' });
const SECOND = aBand(60, 90, { sets: ['nightly'] });

/** The sentence about the lost time, if there is one. */
function lost(
  bands: readonly Band[],
  more: { gap?: Partial<Gap>; sets?: readonly SetBar[] } = {},
): string | undefined {
  const lane = aLane({ bands });
  const sets = more.sets ?? [];
  const gap = aGap(30, 33, more.gap);
  const picture = aPicture({ lanes: [lane], sets });
  return gapCost({ ...gap, lost: lostTimes(gap, lane, sets) }, lane, picture).find((note) =>
    note.startsWith('You cannot recover'),
  );
}

describe('the time that a gap takes', () => {
  it('is from the last commit before it to the first moment behind it', () => {
    assert.match(
      lost([FIRST, SECOND]) ?? '',
      /^You cannot recover to a point between Nov 3 \d\d:30:00 and \d\d:00:00\.$/,
    );
  });

  it('names the timeline where there are several: another may have been left before', () => {
    const lane = aLane({ bands: [FIRST, SECOND] });
    const picture = aPicture({ lanes: [lane, aLane({ timeline: 2, parent: 1, fork: 20 })] });
    const lost = lostTimes(aGap(30, 33), lane, []);
    assert.match(
      gapCost(aGap(30, 33, { lost }), lane, picture)[0] ?? '',
      /^You cannot recover .* on timeline 1\.$/,
    );
  });

  it('names the day again where it is another one', () => {
    const later = aBand(60, 90, { fromMs: BEGIN_MS + 3 * 86_400_000 });
    assert.match(lost([FIRST, later]) ?? '', /Nov 3 .* and Nov 6 /);
  });

  it('is not told where it was not read, where a way leads over the gap, or where a backup may be in it', () => {
    assert.equal(lost([{ ...FIRST, toMs: null }, SECOND]), undefined);
    assert.equal(lost([{ ...FIRST, proven: false }, SECOND]), undefined);
    assert.equal(lost([FIRST, { ...SECOND, fromMs: null }]), undefined);
    assert.equal(lost([FIRST]), undefined);
    assert.equal(lost([SECOND]), undefined);
    assert.equal(lost([FIRST, SECOND, aBand(8, 80, { proven: false, toMs: null })]), undefined);
    assert.equal(lost([FIRST, SECOND, aBand(31.5, 32, { proven: false })]), undefined);
    assert.equal(lost([FIRST, SECOND], { gap: { kind: 'fork' } }), undefined);
    const doubtful = aSetBar('copy', 40, 45, { verdict: 'undetermined' });
    assert.equal(lost([FIRST, SECOND], { sets: [doubtful] }), undefined);
    assert.ok(lost([FIRST, SECOND], { sets: [{ ...doubtful, verdict: 'incomplete' }] }));
  });

  it('begins where the band ends that gets nearest to it', () => {
    const unread = aBand(5, 32, { proven: false, toMs: null });
    assert.equal(lost([FIRST, unread, SECOND]), undefined);
    const short = aBand(2, 20, { proven: false, toMs: null });
    assert.ok(lost([FIRST, short, SECOND]));
  });
});
