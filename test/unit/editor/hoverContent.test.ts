import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Catalog } from '../../../src/core/model/catalog';
import { readFacts, tokenAt, tokenOfLine } from '../../../src/vscode/editor/model/facts';
import { hoverContent } from '../../../src/vscode/editor/model/hoverContent';
import type { DocumentKind } from '../../../src/vscode/editor/model/tokens';
import { viewWal } from '../../../src/vscode/editor/model/walView';
import {
  EMPTY,
  GEOMETRY_15,
  HISTORY_92,
  HISTORY_NAME,
  LABEL_92,
  MB,
  sampleArchive,
  sampleCatalog,
  sampleSet,
} from './sampleCatalog';

interface Place {
  readonly text: string;
  readonly kind: DocumentKind;
  readonly path: string;
}

const LABEL: Place = { text: LABEL_92, kind: 'label', path: '/b/backup/backup_label' };
const HISTORY: Place = { text: HISTORY_92, kind: 'backup-history', path: `/b/archive/${HISTORY_NAME}` };

/** The hover at the first occurrence of `at`, as plain text: without escapes and link targets. */
function hover(place: Place, at: string, catalog: Catalog, scanned = true): string {
  const facts = readFacts(place.text, place.kind, place.path.slice(place.path.lastIndexOf('/') + 1));
  const offset = place.text.indexOf(at);
  assert.notEqual(offset, -1, at);
  const before = place.text.slice(0, offset).split('\n');
  const line = before.length - 1;
  const token = tokenAt(facts, line, before.at(-1)?.length ?? 0) ?? tokenOfLine(facts, line);
  assert.ok(token, `nothing at ${at}`);
  const content = hoverContent(token, viewWal(facts, place.path, catalog, scanned));
  return (content?.value ?? '').replace(/\\(.)/g, '$1').replace(/\]\(command:[^)]*\)/g, ']');
}

describe('hover on the stop location', () => {
  const text = hover(HISTORY, '3/145D8A8', sampleCatalog(sampleSet({ holes: [2] })));

  it('says where it lies', () => {
    assert.match(
      text,
      /\*\*Stop location 3\/145D8A8\*\* is in segment `000000010000000300000001`, byte 4,577,448 of 16 MB\./,
    );
  });

  it('says what the backup needs', () => {
    assert.match(
      text,
      /needs \*\*6 segments\*\* \(96 MB\) on timeline 1, from `0000000100000002000000FB` to `000000010000000300000001`:/,
    );
  });

  it('lists each segment with its state', () => {
    const rows = text.split('\n').filter((line) => /^\| [✓✗]/.test(line));
    assert.deepEqual(rows, [
      '| ✓ `0000000100000002000000FB` | archive, first page read |',
      '| ✓ `0000000100000002000000FC` | archive, first page read |',
      '| ✗ `0000000100000002000000FD` | **missing** |',
      '| ✓ `0000000100000002000000FE` | archive, first page read |',
      '| ✓ `000000010000000300000000` | archive, first page read |',
      '| ✓ `000000010000000300000001` | archive, first page read |',
    ]);
  });

  it('explains the segment that 9.2 skips', () => {
    assert.match(
      text,
      /the last segment of a log file \(its name ends in `FF`\) is never used, so `000000010000000300000000` follows `0000000100000002000000FE`\./,
    );
  });

  it('offers the list and the tree', () => {
    assert.match(text, /\[Copy list\] · \[Show in tree\]/);
  });
});

describe('hover elsewhere in a label or history file', () => {
  const catalog = sampleCatalog(sampleSet());

  it('works anywhere in a START, STOP or CHECKPOINT line', () => {
    assert.match(hover(HISTORY, 'STOP WAL', catalog), /^\*\*Stop location 3\/145D8A8/);
    assert.match(hover(LABEL, 'START WAL', catalog), /^\*\*Start location 2\/FB000020/);
    assert.match(hover(LABEL, 'CHECKPOINT', catalog), /^\*\*Checkpoint location 2\/FB000058/);
  });

  it('tells of a file name what it holds and which of the needed segments it is', () => {
    const text = hover(HISTORY, '000000010000000300000001', catalog);
    assert.match(text, /contains timeline 1 from 3\/1000000 to just before 3\/2000000/);
    assert.match(text, /number 6 of the 6 required segments: archive, first page read/);
  });

  it('knows locations and names inside the label text, and takes no date for a location', () => {
    const place = {
      ...LABEL,
      text: LABEL_92.replace('standalone', '11/21 at 3/145D8A8, 0000000100000002000000FA'),
    };
    assert.match(
      hover(place, '3/145D8A8', catalog),
      /^\*\*Location 3\/145D8A8\*\* is in segment `000000010000000300000001`/,
    );
    assert.match(
      hover(place, '0000000100000002000000FA', catalog),
      /The backup does not need it\. It is not in the searched archives/,
    );
    assert.equal(
      readFacts(place.text, 'label', 'backup_label').tokens.filter(({ text }) => text === '11/21').length,
      0,
    );
  });

  it('says that the end is open where no stop is known', () => {
    const set = sampleSet();
    assert.ok(set.required);
    const open = { ...set, stop: undefined, required: { ...set.required, openEnd: true } };
    assert.match(
      hover(LABEL, '2/FB000020', sampleCatalog(open)),
      /The stop location of the backup is unknown\..*the backup may need less or more/,
    );
  });

  it('names what is wrong with a segment', () => {
    const set = sampleSet();
    const [run] = set.required?.runs ?? [];
    assert.ok(set.required && run);
    const runs = [{ ...run, state: 'wrong', code: 'recycled-segment' } as const];
    const text = hover(LABEL, '2/FB000020', sampleCatalog({ ...set, required: { ...set.required, runs } }));
    assert.match(text, /\| ✗ `0000000100000002000000FB` \| \*\*recycled segment\*\* in archive \|/);
  });

  it('says that packed segments have to be unpacked', () => {
    const set = sampleSet();
    assert.ok(set.required);
    const runs = set.required.runs.map((run) => ({ ...run, suffix: '.gz' }));
    const text = hover(LABEL, '2/FB000020', sampleCatalog({ ...set, required: { ...set.required, runs } }));
    assert.match(text, /These segments are compressed \(\.gz\), so the restore_command must decompress them/);
    assert.match(text, /archive \(\.gz\), first page read/);
  });
});

describe('hover on a stop location between two segments', () => {
  const stop = (file: string): Place => ({
    ...HISTORY,
    text: HISTORY_92.replace('3/145D8A8 (file 000000010000000300000001)', `3/2000000 (file ${file})`),
  });
  const catalog = sampleCatalog(sampleSet({ stop: '3/2000000' }));

  it('needs only the one that ends there', () => {
    const text = hover(stop('000000010000000300000001'), '3/2000000', catalog);
    assert.match(
      text,
      /is the end of segment `000000010000000300000001`, so the segment after it is not needed\.\n/,
    );
  });

  it('explains the next name, which servers from 16 on write', () => {
    const text = hover(stop('000000010000000300000002'), '3/2000000', catalog);
    assert.match(text, /The line names the next file, `000000010000000300000002`, as servers from 16 on do/);
    assert.match(
      hover(stop('000000010000000300000002'), '000000010000000300000002', catalog),
      /the end of the previous segment, `000000010000000300000001`/,
    );
  });

  it('calls any other name a contradiction', () => {
    const text = hover(stop('000000010000000300000007'), '3/2000000', catalog);
    assert.match(
      text,
      /names `000000010000000300000007` instead\. This is a contradiction; the location determines/,
    );
  });
});

describe('hover on long lists', () => {
  const set = sampleSet({ stop: '9/0', holes: [700, 701, 900], geometry: GEOMETRY_15 });
  const text = hover(LABEL, '2/FB000020', sampleCatalog(set));

  it('shows both ends and how many lie between, with what is wrong there', () => {
    const rows = text.split('\n').filter((line) => /^\| [✓✗…]/.test(line));
    assert.equal(rows.length, 11);
    assert.equal(
      rows[5],
      '| … | 1,531 more between, **3 missing**: `0000000100000005000000B7`, `0000000100000005000000B8`, `00000001000000060000007F` · [full list] |',
    );
  });

  it('costs the same however long they are', () => {
    const facts = readFacts(LABEL_92, 'label', 'backup_label');
    const huge = sampleCatalog(
      sampleSet({ stop: 'FFFF/0', geometry: { segmentSize: MB, skipsLastSegment: false } }),
    );
    const [token] = facts.tokens;
    assert.ok(token);
    const content = hoverContent(token, viewWal(facts, LABEL.path, huge, true));
    assert.ok((content?.value.length ?? 0) < 3000);
  });
});

describe('hover where the catalogue does not know the file', () => {
  it('says what is assumed and that no state is known', () => {
    const place = { ...HISTORY, path: '/elsewhere/x' };
    const text = hover(place, '3/145D8A8', EMPTY);
    assert.match(
      text,
      /does not belong to any backup in the opened folders\. It is unknown whether the segments are present/,
    );
    assert.match(text, /segment size of 16 MB is derived from the file name/);
    assert.match(text, /\| · `000000010000000300000001` \| not looked up \|/);
    assert.doesNotMatch(text, /Copy list|✓|✗/);
  });

  it('assumes the default segment size only aloud', () => {
    const place = {
      ...LABEL,
      text: LABEL_92.replace(
        '2/FB000020 (file 0000000100000002000000FB)',
        '2/20 (file 000000010000000200000000)',
      ),
    };
    assert.match(hover(place, '2/20', EMPTY), /segment size is unknown, so the default of 16 MB is assumed/);
  });

  it('waits for the first scan in words', () => {
    assert.match(hover(LABEL, '2/FB000020', EMPTY, false), /folder is still being read/);
  });

  it('does not take the state of a saved file for that of an edited text', () => {
    const edited = {
      ...HISTORY,
      text: HISTORY_92.replace(
        '3/145D8A8 (file 000000010000000300000001)',
        '3/245D8A8 (file 000000010000000300000002)',
      ),
    };
    const text = hover(edited, '3/245D8A8', sampleCatalog(sampleSet()));
    assert.match(text, /\*\*7 segments\*\*/);
    assert.match(text, /\| ✗ `000000010000000300000002` \| \*\*missing\*\* \|/);
  });
});

describe('hover in a timeline history', () => {
  const place = (text: string): Place => ({
    text,
    kind: 'timeline-history',
    path: '/b/archive/00000003.history',
  });
  const text = '1\t2/FC000090\tno recovery target specified\n\n2\t2/FE000000\tbefore LSN 2/FE000028\n';
  const catalog = sampleCatalog(sampleSet());

  it('tells where a timeline was left and where the next goes on', () => {
    const shown = hover(place(text), '2/FC000090', catalog);
    assert.match(
      shown,
      /Switch from timeline 1 at 2\/FC000090\*\*, byte 144 of 16 MB in segment `0000000100000002000000FC` \(archive\)/,
    );
    assert.match(shown, /Timeline 2 continues in `0000000200000002000000FC` \(\*\*not in this archive\*\*\)/);
  });

  it('tells a switch between two segments', () => {
    const shown = hover(place(text), '2/FE000000', catalog);
    assert.match(shown, /the end of segment `0000000200000002000000FD`/);
    assert.match(shown, /Timeline 3 begins with `0000000300000002000000FE`/);
  });

  it('reads the form of 9.2, which names a segment', () => {
    const shown = hover(
      place('1\t0000000100000002000000FC\tat restore point "x"\n'),
      '0000000100000002000000FC',
      catalog,
    );
    assert.match(
      shown,
      /Switch from timeline 1 in segment `0000000100000002000000FC`\*\* \(archive\); up to 9\.2, the file does not contain the exact location/,
    );
  });

  it('sees a partial segment', () => {
    const set = sampleSet();
    const archive = sampleArchive(set);
    const partials = [{ timeline: 2, first: 764, last: 764, suffix: '' }];
    const shown = hover(place('2\t2/FE000090\tx\n'), '2/FE000090', {
      sets: [set],
      archives: [{ ...archive, partials }],
      findings: [],
    });
    assert.match(shown, /only as \.partial, which recovery does not read/);
  });
});

describe('hover on hostile texts', () => {
  it('never fails, and shows nothing of a label as markup', () => {
    const piece = fc.constantFrom(
      'START WAL LOCATION: ',
      '2/FB000020',
      ' (file ',
      '0000000100000002000000FB',
      ')',
      '\n',
      'LABEL: ',
      '[x](command:y)',
      '\u202e',
      '`',
      'STOP WAL LOCATION: ',
      '3/145D8A8',
      '1\t',
      '\r\n',
      '0/0',
      'FFFFFFFF/FFFFFFFF',
      'FFFFFFFFFFFFFFFFFFFFFFFF',
    );
    const kinds = fc.constantFrom<DocumentKind>(
      'label',
      'backup-history',
      'timeline-history',
      'tablespace-map',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), kinds, (pieces, kind) => {
        const facts = readFacts(pieces.join(''), kind, '00000002.history');
        for (const catalog of [EMPTY, sampleCatalog(sampleSet())]) {
          const view = viewWal(facts, '/b/backup/backup_label', catalog, true);
          for (const token of facts.tokens) {
            const value = hoverContent(token, view)?.value ?? '';
            assert.doesNotMatch(value, /(?<!\\)\[x(?<!\\)\]\(command:y/);
            assert.doesNotMatch(value, /\u202e/);
          }
        }
      }),
    );
  });
});
