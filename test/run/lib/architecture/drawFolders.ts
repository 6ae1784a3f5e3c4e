import type { Folder } from './folderGraph';

const step = { x: 42, y: 30 };
const box = { width: 132, height: 22 };
const margin = 16;

/**
 * Draws directories as boxes on a diagonal. An import is an arrow to the right and then down, with its count at the
 * bend; one that leads up, against the layers, is drawn in red.
 */
export function drawFolders(folders: readonly Folder[]): string {
  const places = new Map(folders.map(({ name }, index) => [name, index]));
  const arrows = folders.flatMap(({ name, imports }) =>
    [...imports].map(([to, count]) => ({ from: places.get(name) ?? 0, to: places.get(to) ?? 0, count })),
  );
  const width = margin * 2 + box.width + step.x * (folders.length - 1);
  const height = margin * 2 + box.height + step.y * (folders.length - 1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>Folders in the order of their layers, and the number of imports between them</title>`,
    style,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...arrows.map(line),
    ...folders.map(({ name }, index) => folderBox(name, index)),
    ...arrows.map(bend),
    '</svg>',
    '',
  ].join('\n');
}

const style = `<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.count { font-size: 11px; text-anchor: middle; }
.ground { fill: #ffffff; }
.bend { fill: #ffffff; }
.line { fill: none; stroke: #8c959f; stroke-width: 1; }
.head { fill: #57606a; }
.box { fill: #ddf4ff; stroke: #54aeff; }
.core { fill: #dafbe1; stroke: #4ac26b; }
.up { stroke: #cf222e; }
.count.up { fill: #cf222e; stroke: none; font-weight: bold; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.ground { fill: #0d1117; }
.bend { fill: #0d1117; }
.line { stroke: #6e7681; }
.head { fill: #9198a1; }
.box { fill: #0c2d6b; stroke: #388bfd; }
.core { fill: #033a16; stroke: #2ea043; }
.up { stroke: #ff7b72; }
.count.up { fill: #ff7b72; }
}
</style>`;

interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const left = (index: number): number => margin + step.x * index;
const middle = (index: number): number => margin + step.y * index + box.height / 2;
/** Where arrows enter a box: from above near its right end, from below near its left end, so that they cross no box. */
const entry = ({ from, to }: Arrow): number => left(to) + (to < from ? 20 : box.width - 20);

function folderBox(name: string, index: number): string {
  const kind = name.startsWith('core/') ? 'box core' : 'box';
  const y = middle(index);
  return (
    `<rect class="${kind}" x="${left(index)}" y="${y - box.height / 2}" width="${box.width}" height="${box.height}" rx="4"/>` +
    `<text x="${left(index) + 8}" y="${y + 4}">${name}</text>`
  );
}

function line(arrow: Arrow): string {
  const { from, to } = arrow;
  const x = entry(arrow);
  const isUp = to < from;
  const start = isUp ? left(from) : left(from) + box.width;
  const edge = middle(to) + (isUp ? box.height / 2 : -box.height / 2);
  const head = isUp ? edge + 6 : edge - 6;
  return (
    `<path class="line${isUp ? ' up' : ''}" d="M${start} ${middle(from)}H${x}V${head}"/>` +
    `<path class="head" d="M${x - 3} ${head}h6L${x} ${edge}z"/>`
  );
}

function bend(arrow: Arrow): string {
  const { from, to, count } = arrow;
  const text = String(count);
  const width = text.length * 7 + 4;
  const x = entry(arrow);
  const y = middle(from);
  return (
    `<rect class="bend" x="${x - width / 2}" y="${y - 8}" width="${width}" height="16"/>` +
    `<text class="count${to < from ? ' up' : ''}" x="${x}" y="${y + 4}">${text}</text>`
  );
}
