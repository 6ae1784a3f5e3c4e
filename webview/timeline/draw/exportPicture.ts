import type { FromWebview } from '../../../src/protocol/timeline';
import { CanvasPainter } from './paintCanvas';
import { svgOf } from './paintSvg';
import type { Plot } from '../page/plot';
import type { Export } from '../page/toolbar';
import { t } from '../data/words';

const LEAST_WIDTH = 1200;
const LARGEST_SIDE = 16_000;
const SCALE = 2;

/** The message that lets the host save the picture or the report; undefined if nothing can be drawn. */
export async function exportMessage(what: Export, plot: Plot | undefined): Promise<FromWebview | undefined> {
  if (what === 'markdown' || what === 'json') return { type: 'saveReport', format: what };
  const content = plot === undefined ? undefined : await exported(plot, what);
  return content === undefined ? undefined : { type: 'savePicture', format: what, content };
}

/** The whole picture in its present view, including lanes below the visible part, as the bytes of a file. */
async function exported(plot: Plot, format: 'svg' | 'png'): Promise<Uint8Array | undefined> {
  const width = Math.max(LEAST_WIDTH, plot.element.clientWidth);
  const [scene, { theme }] = [plot.whole(width), plot];
  if (scene === undefined) return undefined;
  const shapes = [...scene.shapes, ...scene.axis.shapes];
  const size = { width, height: Math.min(scene.layout.height, LARGEST_SIDE) };
  if (format === 'svg') return new TextEncoder().encode(svgOf(shapes, size, t('WAL timeline'), theme));
  const canvas = document.createElement('canvas');
  const ratio = size.height * SCALE > LARGEST_SIDE ? 1 : SCALE;
  canvas.width = size.width * ratio;
  canvas.height = size.height * ratio;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.scale(ratio, ratio);
  context.fillStyle = theme.colors.background;
  context.fillRect(0, 0, size.width, size.height);
  new CanvasPainter(context, theme).paint(shapes);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  return blob === null ? undefined : new Uint8Array(await blob.arrayBuffer());
}
