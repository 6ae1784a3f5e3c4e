import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFacts, tokenAt } from '../../../src/vscode/editor/model/facts';
import { symbolItems } from '../../../src/vscode/editor/model/symbolItems';
import { linkedFile } from '../../../src/vscode/editor/model/linkedFiles';
import type { DocumentKind } from '../../../src/vscode/editor/model/tokens';
import { viewWal } from '../../../src/vscode/editor/model/walView';
import { HISTORY_92, HISTORY_NAME, LABEL_92, sampleArchive, sampleCatalog, sampleSet } from './sampleCatalog';

describe('what a text says', () => {
  it('finds every location and name at its place', () => {
    const facts = readFacts(HISTORY_92, 'backup-history', HISTORY_NAME);
    const lines = HISTORY_92.split('\n');
    for (const token of facts.tokens) {
      assert.equal(lines[token.line]?.slice(token.column, token.column + token.text.length), token.text);
      assert.equal(tokenAt(facts, token.line, token.column + 1), token);
    }
    assert.deepEqual(
      facts.tokens.map(({ role, kind }) => `${role} ${kind}`),
      ['start lsn', 'start segment', 'stop lsn', 'stop segment', 'checkpoint lsn'],
    );
  });

  it('lets no line of a label text pass for a START or STOP line', () => {
    const forged = LABEL_92.replace(
      'standalone',
      'x\nSTOP WAL LOCATION: 9/99999 (file 000000010000000900000000)\ny',
    );
    for (const kind of ['label', 'backup-history'] as const) {
      const facts = readFacts(forged, kind, 'backup_label');
      assert.equal(facts.stop, undefined);
      assert.ok(facts.tokens.every(({ role }) => role !== 'stop'));
    }
  });

  it('does not fail on any text, and every place lies inside it', () => {
    const kinds = fc.constantFrom<DocumentKind>(
      'label',
      'backup-history',
      'timeline-history',
      'tablespace-map',
    );
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...HISTORY_92.split('\n'), '1\t0/5000090\tx', '16385 /ts', 'START TIMELINE: 2', '\r'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), kinds, (lines, kind) => {
        const text = lines.join('\n');
        const facts = readFacts(text, kind, '00000002.history');
        const split = text.split(/\r?\n/);
        for (const token of facts.tokens) {
          assert.equal(split[token.line]?.slice(token.column, token.column + token.text.length), token.text);
        }
        assert.doesNotThrow(() => symbolItems(facts));
      }),
    );
  });

  it('finds its tokens in a huge text', () => {
    // With work that grows with the square of the length, this would run into the limit of a test.
    readFacts('1/11111 '.repeat(100_000), 'label', 'backup_label');
    const { tokens } = readFacts('1\t1/11111\n'.repeat(100_000), 'timeline-history', '00000002.history');
    assert.ok(tokens.length > 0);
  });
});

describe('the outline', () => {
  it('has an entry for each line that means something', () => {
    const items = symbolItems(readFacts(LABEL_92, 'label', 'backup_label'));
    assert.deepEqual(
      items.map(({ name, detail }) => `${name}: ${detail}`),
      LABEL_92.trimEnd().split('\n'),
    );
  });

  it('holds a label with newlines together', () => {
    const items = symbolItems(readFacts(LABEL_92.replace('hot', 'a\nb\nc'), 'label', 'backup_label'));
    const label = items.find(({ name }) => name === 'LABEL');
    assert.deepEqual([label?.line, label?.lastLine], [5, 7]);
    assert.match(label?.detail ?? '', /a␊b␊c/);
  });

  it('lists the switches of a timeline history and the tablespaces of a map', () => {
    const history = symbolItems(
      readFacts('1\t0/5000090\tno target\n', 'timeline-history', '00000002.history'),
    );
    assert.deepEqual(
      history.map(({ name, detail }) => [name, detail]),
      [['Timeline 1', 'left at 0/5000090, no target']],
    );
    const map = symbolItems(readFacts('16385 /srv/ts one\n', 'tablespace-map', 'tablespace_map'));
    assert.deepEqual(
      map.map(({ name, detail }) => [name, detail]),
      [['16385', '/srv/ts one']],
    );
  });
});

describe('where a location or name leads', () => {
  const text = HISTORY_92.replace('standalone', `${HISTORY_NAME} standalone`);
  const facts = readFacts(text, 'backup-history', HISTORY_NAME);
  const targets = (holes: number[]): (string | undefined)[] => {
    const view = viewWal(facts, `/b/archive/${HISTORY_NAME}`, sampleCatalog(sampleSet({ holes })), true);
    return facts.tokens.map((token) => linkedFile(token, view)?.path);
  };

  it('is the file that the catalogue found', () => {
    const start = '/b/archive/0000000100000002000000FB';
    const stop = '/b/archive/000000010000000300000001';
    assert.deepEqual(targets([]), [start, start, stop, stop, start, `/b/archive/${HISTORY_NAME}`]);
  });

  it('is nothing for a missing segment', () => {
    assert.deepEqual(targets([5]).slice(2, 4), [undefined, undefined]);
  });

  it('is the history file for the number of a timeline', () => {
    const archive = {
      ...sampleArchive(sampleSet()),
      histories: new Map([[2, { timeline: 2, switches: [] }]]),
    };
    const own = readFacts('1\t2/FC000090\tx\n2\t2/FE000000\ty\n', 'timeline-history', '00000003.history');
    const view = viewWal(
      own,
      '/b/archive/00000003.history',
      { sets: [], archives: [archive], findings: [] },
      true,
    );
    const numbers = own.tokens.filter(({ kind }) => kind === 'timeline');
    assert.deepEqual(
      numbers.map((token) => linkedFile(token, view)?.path),
      [undefined, '/b/archive/00000002.history'],
    );
  });
});
