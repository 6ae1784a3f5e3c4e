import assert from 'node:assert/strict';
import { chosenBy } from '../../../webview/timeline/data/find';
import { headlines } from '../../../webview/timeline/data/headline';
import { tableParts } from '../../../webview/timeline/data/tableRows';
import { nextSort, sortedRows } from '../../../webview/timeline/data/tableSort';
import { aGap, aLane, aPicture, aSetBar, hugePicture, richPicture } from '../../support/samplePictures';

describe('what was chosen', () => {
  it('is found again by its key, for every row of every table', () => {
    const picture = richPicture();
    for (const part of tableParts(picture))
      for (let index = 0; index < part.count; index++) {
        const { key, ref } = part.row(index);
        const found = chosenBy(key, picture, undefined);
        assert.ok(found, key);
        assert.deepEqual(found.ref, ref);
        assert.equal(found.key, key);
      }
  });

  it('is nothing where it is gone, or where a key makes no sense', () => {
    const picture = aPicture({ sets: [aSetBar('a', 1, 2)] });
    for (const key of [
      'set:b:1',
      'set:a:2',
      'gap:1:5',
      'segment:1:5000',
      'segment:9:1',
      'segment:x:y',
      'band',
      '',
    ])
      assert.equal(chosenBy(key, picture, undefined), undefined, key);
  });
});

describe('a sorted table', () => {
  const part = tableParts(richPicture()).find(({ id }) => id === 'sets');

  it('has the worst verdict first, turns round, and is as it was with the third click', () => {
    assert.ok(part);
    const titles = (down: boolean): (string | undefined)[] =>
      sortedRows(part, { part: 'sets', column: 1, down }).map((index) => part.row(index).cells[0]);
    assert.deepEqual(titles(false).slice(0, 2), ['friday', 'broken']);
    assert.deepEqual(titles(true).slice(-2), ['broken', 'friday']);
    const first = nextSort('sets', 1, null);
    const second = nextSort('sets', 1, first);
    assert.deepEqual([first?.down, second?.down, nextSort('sets', 1, second)], [false, true, null]);
    assert.deepEqual(nextSort('wal', 0, second), { part: 'wal', column: 0, down: false });
  });

  it('has every row once, whatever it is sorted by', () => {
    for (const each of tableParts(richPicture()))
      for (let column = 0; column <= each.head.length; column++) {
        const rows = sortedRows(each, { part: each.id, column, down: column % 2 === 0 });
        assert.deepEqual(
          [...rows].sort((a, b) => a - b),
          [...rows.keys()],
        );
        for (const index of rows) assert.equal(each.row(index).order.length, each.head.length);
      }
  });
});

describe('the answer above the picture', () => {
  it('says where nothing can be recovered, and does not claim more than was read', () => {
    const [read] = headlines(aPicture({ recordsRead: true }));
    assert.deepEqual(read, { mark: 'bad', text: 'You cannot recover to any point.' });
    assert.equal(headlines(aPicture({ recordsRead: false }))[0]?.mark, 'open');
    const sets = [{ ...aSetBar('a', 0, 1), verdict: 'undetermined' } as const];
    assert.deepEqual(headlines(aPicture({ recordsRead: true, sets }))[0], {
      mark: 'open',
      text: 'Recovery range unknown: a backup set is undetermined.',
    });
  });

  it('names backups that no picture can show', () => {
    assert.match(
      headlines(richPicture()).at(-1)?.text ?? '',
      /no WAL location known\): “label that cannot be read”$/,
    );
  });

  it('counts the gaps that cost nothing in one line, and shows those that cost something', () => {
    const lines = headlines(hugePicture()).filter(({ mark }) => mark === 'bad' || mark === 'note');
    assert.deepEqual(lines, [{ mark: 'note', text: '299 gaps, no listed backup affected' }]);
    const gaps = [aGap(1, 1), aGap(5, 6, { ends: ['a'], endedCount: 1 })];
    const one = headlines(aPicture({ lanes: [aLane({ gaps })], sets: [aSetBar('a', 0, 1)] }));
    assert.match(
      one.find(({ text }) => text.startsWith('Gap'))?.text ?? '',
      /^Gap on timeline 1, 2 segments: .*“a”/,
    );
    assert.equal(one.at(-1)?.text, '1 gap, no listed backup affected');
  });
});
