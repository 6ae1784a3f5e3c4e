import assert from 'node:assert/strict';
import { markdownReport } from '../../../src/core/report/markdownReport';
import { timelinePage } from '../../../src/vscode/timeline/html';
import { svgOf } from '../../../webview/timeline/draw/paintSvg';
import type { Shape } from '../../../webview/timeline/layout/shapes';
import { cut, cutName, ROLES } from '../../../webview/timeline/layout/shapes';
import type { Theme } from '../../../webview/timeline/draw/themeColors';

const resources = {
  cspSource: 'https://x.test',
  script: 'https://x.test/a.js',
  style: 'https://x.test/a.css',
  kit: 'https://x.test/"k".js',
};
const HOSTILE = '</text><script>alert(1)</script>"&\u0000\ud800';

describe('the page of the timeline', () => {
  const page = timelinePage(resources, 'n0nce', 'A & <b>');

  it('allows nothing but its own scripts and styles, by nonce', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-n0nce'; style-src 'nonce-n0nce'; font-src https://x.test",
    );
    assert.doesNotMatch(policy, /unsafe|\*|data:|blob:/);
  });

  it('has no script, style or handler in itself', () => {
    assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)/);
    assert.doesNotMatch(page, /<style|\bstyle=|\bon\w+=|javascript:/);
    for (const [tag] of page.matchAll(/<(?:script|link)\b[^>]*>/g)) assert.match(tag, /nonce="n0nce"/);
  });

  it('spells what it is given', () => {
    assert.match(page, /<title>A &#38; &#60;b&#62;<\/title>/);
    assert.match(page, /data-kit="https:\/\/x.test\/&#34;k&#34;.js"/);
  });
});

describe('the picture as SVG', () => {
  const colors = Object.fromEntries(ROLES.map((role) => [role, '#123456'])) as Theme['colors'];
  const shapes: Shape[] = [
    {
      kind: 'rect',
      x: 0,
      y: 0,
      w: 10,
      h: 5,
      fill: { role: 'missing', hatch: 'diagonal' },
      stroke: 'missing',
      dashed: true,
    },
    { kind: 'line', points: [0, 0, 5, 5], stroke: 'grid' },
    { kind: 'text', x: 1, y: 2, text: HOSTILE, role: 'foreground' },
  ];
  const svg = svgOf(shapes, { width: 20, height: 10 }, HOSTILE, {
    colors,
    font: '"A", sans-serif',
    size: 13,
  });

  it('is one document without script, link or anything from outside', () => {
    assert.doesNotMatch(svg, /<script|<a |<image|<foreignObject|href|@import/);
    const outside = [...svg.matchAll(/url\(([^)]*)\)/g)].filter(
      ([, target]) => target?.startsWith('#') !== true,
    );
    assert.deepEqual(outside, []);
    assert.match(svg, /<pattern id="diagonal-missing"/);
  });

  it('shows names as text, whatever stands in them', () => {
    assert.equal(svg.split('&#60;script&#62;').length, 3);
    assert.doesNotMatch(svg, /[\u0000\ud800]/);
  });
});

describe('a text with little room', () => {
  const measure = (text: string): number => text.length * 10;

  it('is cut at its end, and left out where no word could be read', () => {
    assert.equal(cut('nightly', 70, measure), 'nightly');
    assert.equal(cut('nightly backup', 80, measure), 'nightly…');
    assert.equal(cut('nightly', 20, measure), '');
  });

  it('is cut in its middle where it is a name, as names differ at their ends', () => {
    assert.equal(cutName('base-2026-11-18', 200, measure), 'base-2026-11-18');
    assert.equal(cutName('base-2026-11-18', 110, measure), 'base-…11-18');
    assert.equal(cutName('base-2026-11-18', 70, measure), 'base-2…');
    assert.equal(cutName('base-2026-11-18', 20, measure), '');
  });
});

describe('the report as Markdown', () => {
  it('makes no markup of what files say', () => {
    const text = markdownReport({
      reportVersion: 1,
      sets: [],
      archives: [],
      findings: [
        {
          code: 'stray-file',
          severity: 'info',
          message: '[x](javascript:alert(1)) <img src=x> | `code`\n# heading',
          hint: '',
        },
      ],
    });
    assert.match(text, /^# PostgreSQL backups\n\nNo backup was found\./);
    assert.match(text, /\\\[x\\\]\\\(javascript\\:alert/);
    assert.doesNotMatch(text, /(?<!\\)<img|\n# heading/);
  });
});
