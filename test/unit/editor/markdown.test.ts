import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Token } from 'marked';
import { marked } from 'marked';
import { Markdown, safe } from '../../../src/vscode/editor/model/markdown';
import { COMMANDS } from '../../../src/vscode/ids';

/** The result of VS Code's own parser: the kinds of everything that is not plain text, and the text. */
function render(markdown: Markdown): { kinds: Set<string>; text: string; links: string[] } {
  const kinds = new Set<string>();
  const links: string[] = [];
  let text = '';
  const walk = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      kinds.add(token.type);
      if (token.type === 'link') links.push((token as { href: string }).href);
      const inner = 'tokens' in token ? token.tokens : undefined;
      if (inner !== undefined) walk(inner);
      else if ('text' in token) text += unescapeHtml(String(token.text));
    }
  };
  walk(marked.lexer(markdown.value, { gfm: true }));
  return { kinds, text, links };
}

/** The parser returns text as HTML. */
function unescapeHtml(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (entity, name: string) => named[name] ?? entity);
}

const HOSTILE = [
  '[click](command:workbench.action.terminal.new)',
  '![x](https://evil.example/a.png)',
  '<img src=x onerror=alert(1)>',
  '<https://evil.example>',
  'see https://evil.example or www.evil.example or me@evil.example',
  '[ref]: https://evil.example',
  '`code` *bold* _it_ ~~no~~ **b**',
  '# heading',
  '- item',
  '1. item',
  '| a | b |\n|---|---|',
  '&lt;script&gt; &#x202e;',
  '$(zap) $(alert~spin)',
  '\\[x\\](command:a)',
  'a\n\n    code',
  '***\n---\n===',
  'ftp://x.y/z http\u200b://x.y',
  'a  \nb',
];

function assertPlain(text: string): void {
  const { kinds, links } = render(safe`x ${text} y`);
  const markup = [...kinds].filter((kind) => !['paragraph', 'text', 'escape', 'space'].includes(kind));
  assert.deepEqual(markup, [], JSON.stringify(text));
  assert.deepEqual(links, []);
}

describe('markdown from texts that a file holds', () => {
  for (const text of HOSTILE) {
    it(`shows ${JSON.stringify(text)} as text`, () => {
      assertPlain(text);
    });
  }

  it('is plain text for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...HOSTILE, '\\', '`', '[', '](', '\n', '|'),
    );
    const hostile = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(hostile, (text) => {
        assertPlain(text);
      }),
      { numRuns: 300 },
    );
  });

  it('gives back what can be seen, unchanged', () => {
    const visible = fc.string({
      unit: fc.constantFrom(...Array.from('abc 019/\\`*_{}[]()#+-.!|<>~&:@=$^,;%?\'"äß')),
      maxLength: 60,
    });
    fc.assert(
      fc.property(visible, (text) => {
        assert.equal(render(safe`x${text}y`).text.replace(/\s+/g, ' '), `x${text}y`.replace(/\s+/g, ' '));
      }),
    );
  });

  it('stays one cell of a table', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [table] = marked.lexer(safe`| | |\n|---|---|\n| a | ${text}. |\n| b | c |`.value);
        assert.equal(table?.type, 'table');
        assert.equal((table as { rows: unknown[] }).rows.length, 2);
      }),
    );
  });

  it('puts only plain names into fixed width', () => {
    assert.equal(Markdown.code('0000000100000002000000FB').value, '`0000000100000002000000FB`');
    assert.equal(Markdown.code('…0300000001').value, '`…0300000001`');
    assert.ok(!render(Markdown.code('a`](command:x)')).kinds.has('codespan'));
  });
});

describe('command links', () => {
  it('carry any argument unharmed to our command and nowhere else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (argument) => {
        const { links } = render(
          safe`${Markdown.commandLink('Copy list', COMMANDS.copySegmentList, argument)}`,
        );
        assert.equal(links.length, 1);
        const [link = ''] = links;
        assert.ok(link.startsWith(`command:${COMMANDS.copySegmentList}?`));
        const query = decodeURIComponent(link.slice(link.indexOf('?') + 1));
        assert.deepEqual(JSON.parse(query), [argument]);
      }),
    );
  });

  it('are not made for other commands', () => {
    const other = 'workbench.action.terminal.new' as typeof COMMANDS.refresh;
    assert.deepEqual(render(Markdown.commandLink('x', other, 'y')).links, []);
  });
});
