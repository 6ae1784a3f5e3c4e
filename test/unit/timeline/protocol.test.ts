import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isPicture } from '../../../src/protocol/picture';
import { isFromWebview, isToWebview } from '../../../src/protocol/timeline';
import { isSavedState, START_STATE } from '../../../webview/timeline/data/savedState';
import { aPicture, aState, hugePicture, richPicture } from '../../support/samplePictures';

const fromWebview: readonly unknown[] = [
  { type: 'ready', schema: 1, scope: null },
  { type: 'scope', scope: 'server:1' },
  { type: 'select', item: { kind: 'set', id: '/b/backup' } },
  { type: 'open', item: { kind: 'segment', timeline: 1, segment: 763 } },
  { type: 'run', what: 'verify' },
  { type: 'restoreSteps', setId: '/b/backup' },
  { type: 'verifyFirst', ask: '2/FB000020' },
  { type: 'saveReport', format: 'markdown' },
  { type: 'savePicture', format: 'png', content: new Uint8Array(3) },
  { type: 'problem', text: 'what?' },
];

const hostile: readonly unknown[] = [
  null,
  'ready',
  [],
  {},
  { type: 'ready' },
  { type: 'ready', schema: '1', scope: null },
  { type: 'scope', scope: 'x'.repeat(30_000) },
  { type: 'select', item: { kind: 'set' } },
  { type: 'select', item: { kind: 'segment', timeline: -1, segment: 0 } },
  { type: 'select', item: { kind: 'segment', timeline: 1, segment: 1e300 } },
  { type: 'restoreSteps', set: '/b/backup' },
  { type: 'restoreSteps', setId: 'x'.repeat(30_000) },
  { type: 'verifyFirst' },
  { type: 'run', what: 'workbench.action.terminal.new' },
  { type: 'savePicture', format: 'exe', content: new Uint8Array(1) },
  { type: 'savePicture', format: 'svg', content: 'text' },
  Object.create({ type: 'problem', text: 'inherited' }),
];

/** Every position in a value, as the path to it. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...path, key]));
}

/** A copy with one value replaced. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

describe('messages of the timeline', () => {
  it('pass where they are what they should be, also after the channel has made JSON of them', () => {
    for (const message of fromWebview) assert.ok(isFromWebview(message), JSON.stringify(message));
    for (const picture of [null, aPicture(), richPicture(), hugePicture()]) {
      assert.ok(isToWebview(JSON.parse(JSON.stringify(aState(picture)))));
    }
    assert.ok(isToWebview({ type: 'show', item: { kind: 'set', id: 'a' } }));
  });

  it('are dropped where they are anything else', () => {
    for (const message of hostile) {
      assert.equal(isFromWebview(message), false, JSON.stringify(message));
      assert.equal(isToWebview(message), false);
    }
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(isFromWebview(value), false);
        assert.equal(isToWebview(value), false);
        assert.equal(isSavedState(value), false);
      }),
    );
  });

  it('are dropped where one place of a picture is not what it should be', () => {
    const picture = richPicture();
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(picture)), (path) => {
        for (const wrong of [undefined, {}, Number.NaN]) {
          // Unchecked positions may contain anything: there are none.
          assert.equal(isPicture(replaced(picture, path, wrong)), false, path.join('.'));
        }
      }),
    );
  });

  it('take no runs that overlap, go backwards or name no state', () => {
    const [lane] = aPicture().lanes;
    assert.ok(lane);
    for (const runs of [
      [0, 5],
      [0, 5, 0, 5, 9, 0],
      [5, 4, 0],
      [0, 5, 6],
      [-1, 5, 0],
      [0, 1.5, 0],
    ])
      assert.equal(isPicture(aPicture({ lanes: [{ ...lane, runs }] })), false, runs.join());
  });

  it('keep of what a reload left only what makes sense', () => {
    assert.ok(isSavedState(START_STATE));
    assert.ok(isSavedState({ ...START_STATE, view: { from: 1, to: 2 } }));
    assert.equal(isSavedState({ ...START_STATE, view: { from: 2, to: 1 } }), false);
    assert.equal(isSavedState({ ...START_STATE, axis: 'vertical' }), false);
  });
});
