import assert from 'node:assert/strict';
import type { Picture } from '../../../src/core/timeline/picture';
import { scaleOf } from '../../../webview/timeline/data/scale';
import type { Scene } from '../../../webview/timeline/layout/scene';
import { buildScene } from '../../../webview/timeline/layout/scene';
import type { TextShape } from '../../../webview/timeline/layout/shapes';
import { fitted } from '../../../webview/timeline/data/view';
import { aBand, aLane, aPicture, hugePicture, richPicture } from '../../support/samplePictures';

/** As wide as a letter of a usual font, small or not. */
const measure = (text: string, style: { small?: boolean } = {}): number =>
  Array.from(text).length * (style.small === true ? 6 : 7);

function sceneOf(picture: Picture, width: number): Scene {
  const scale = scaleOf(picture, 'lsn');
  return buildScene({
    picture,
    selected: null,
    scale,
    view: fitted(scale.limits),
    width,
    top: 0,
    bottom: Infinity,
    measure,
  });
}

function textsOf({ shapes, axis }: Scene): TextShape[] {
  return [...shapes, ...axis.shapes].filter((shape) => shape.kind === 'text');
}

function edgesOf({ x, text, anchor, small }: TextShape): [left: number, right: number] {
  const width = measure(text, { small: small === true });
  const left = anchor === 'middle' ? x - width / 2 : x;
  return [left, left + width];
}

function labelsBelow(picture: Picture, width: number): TextShape[] {
  const scene = sceneOf(picture, width);
  const rows = scene.layout.lanes.map(({ bandsTop }) => bandsTop + 20);
  return textsOf(scene).filter(({ x, y }) => rows.includes(y) && x >= scene.layout.gutter);
}

describe('the picture in a narrow panel', () => {
  it('leaves most of the width to the WAL', () => {
    for (const width of [300, 420, 700, 1100]) {
      const { gutter } = sceneOf(richPicture(), width).layout;
      assert.ok(
        gutter <= Math.max(104, width * 0.27 + 1) && gutter <= 176,
        `${String(gutter)} of ${String(width)}`,
      );
    }
  });

  it('says whole what a timeline is, in more lines', () => {
    const texts = textsOf(sceneOf(richPicture(), 388)).map(({ text }) => text);
    for (const line of ['Timeline 2', '84 segments', '1 gap', 'forked off 1', 'at 0/46400000'])
      assert.ok(texts.includes(line), `${line} is not in ${texts.join(' | ')}`);
    const wide = textsOf(sceneOf(richPicture(), 1100)).map(({ text }) => text);
    assert.ok(wide.includes('84 segments · 1 gap'), wide.join(' | '));
  });

  it('cuts no text at its edges, and lets none run into another', () => {
    for (const picture of [richPicture(), hugePicture()])
      for (const width of [300, 388, 700, 1068]) {
        const rows = new Map<number, number>();
        const texts = textsOf(sceneOf(picture, width)).sort((a, b) => edgesOf(a)[0] - edgesOf(b)[0]);
        for (const shape of texts) {
          const [left, right] = edgesOf(shape);
          const where = `“${shape.text}” in ${String(width)}`;
          assert.ok(left >= 0 && right <= width, `${where}: ${String(left)} to ${String(right)}`);
          assert.ok(left >= (rows.get(shape.y) ?? 0), `${where} begins at ${String(left)}`);
          rows.set(shape.y, right);
        }
      }
  });
});

describe('the words below a band', () => {
  it('are never half a time: shorter, within what is proven, or not there', () => {
    const from = Date.UTC(2026, 10, 3, 12, 0, 30);
    const lane = aLane({
      bands: [
        aBand(40, 95, { fromMs: from, toMs: from + 3_600_000 }),
        aBand(2, 6, { sets: ['b'], fromMs: from, toMs: from + 3_600_000, proven: false }),
      ],
    });
    const seen = [1068, 700, 420, 300, 260, 240, 200].map((width) =>
      labelsBelow(aPicture({ lanes: [lane] }), width),
    );
    for (const shape of seen.flat())
      assert.match(
        shape.text,
        /^(?:Nov 3 \d\d:\d\d(?::\d\d)? → \d\d:\d\d(?::\d\d)?(?:(?: by file names)?, not verified)?|not verified)$/,
      );
    const proven = seen
      .flatMap((row) => row.map(({ text }) => text))
      .filter((text) => !text.includes('not verified'));
    assert.ok(
      proven.some((text) => / \d\d:01 → \d\d:00$/.test(text)),
      proven.join(' | '),
    );
  });

  it('stand below their own band', () => {
    const lane = aLane({ bands: [aBand(60, 90), aBand(5, 30, { sets: ['b'], proven: false })] });
    const scene = sceneOf(aPicture({ lanes: [lane] }), 1068);
    const [laid] = scene.layout.lanes;
    assert.ok(laid);
    const label = labelsBelow(aPicture({ lanes: [lane] }), 1068).find(({ text }) =>
      text.includes('not verified'),
    );
    assert.ok(label !== undefined && label.x >= laid.toX(5) && label.x < laid.toX(30), JSON.stringify(label));
  });
});
