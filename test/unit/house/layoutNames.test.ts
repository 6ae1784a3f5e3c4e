import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { isTool, toolName } from '../../../src/core/formats/tools/backupTools';
import type { ArchiveLayout } from '../../../src/core/model/layout';
import { layoutDecisions } from './support/layoutNames';

/** The tables of what is known of a tool and of a layout. */
const TABLES = ['src/core/formats/tools/backupTools.ts', 'src/core/model/layout.ts'];

/** The same words with another meaning, a source of a stop location; and the comparison of each tool's list of files. */
const OTHERS = [
  "src/core/model/positions.ts 'backup-history-file'",
  "src/core/proofs/withFiles.ts 'backup-history-file'",
  "src/core/report/words.ts 'backup-history-file'",
  'src/core/verify/files/verifyFiles.ts pgbackrest',
  "src/core/verify/files/verifyFiles.ts 'wal-g'",
  'src/core/verify/files/verifyFiles.ts pgmoneta',
  'src/core/verify/files/verifyFiles.ts pg_probackup',
  "src/vscode/tree/nodes/positionNodes.ts 'backup-history-file'",
];

/** The compiler asks for a new one. */
const LAYOUTS: Record<ArchiveLayout, true> = {
  'data-directory': true,
  'label-file': true,
  'backup-history-file': true,
  'basebackup-tar': true,
  'standalone-tar': true,
  barman: true,
  pgbackrest: true,
  'wal-g': true,
  pgmoneta: true,
  pg_probackup: true,
  'wal-directory': true,
  'pg-wal': true,
};
const NAMES = new Set(
  Object.keys(LAYOUTS).flatMap((name) => [name, ...(isTool(name) ? [toolName(name)] : [])]),
);

describe('names of layouts and backup tools', () => {
  it('decide something in their tables only', () => {
    const files = globSync(['src/**/*.ts', 'webview/**/*.ts'], { ignore: TABLES }).sort();
    assert.ok(files.length > 400);
    const found = files.flatMap((file) => layoutDecisions(file, readFileSync(file, 'utf8'), NAMES));
    assert.deepEqual(
      found.map((place) => place.replace(/:\d+ /, ' ')),
      OTHERS,
      'ask the tables for the fact that this depends on',
    );
  });

  it('are found wherever code compares, looks up or lists them', () => {
    const sources = [
      "if (archive.layout === 'pg-wal') stop();",
      "if ('WAL-G' !== tool) stop();",
      "switch (layout) { case 'barman': stop(); }",
      "const OWN = new Set(['pgbackrest']);",
      'const WORDS = { pgmoneta: 1 };',
      "const WORDS = { 'wal-g': 1 };",
      "const word = WORDS['wal-g'];",
      "type Own = Extract<Layout, 'barman'>;",
    ];
    for (const text of sources) assert.equal(layoutDecisions('a.ts', text, NAMES).length, 1, text);
  });

  it('may be given to others, and be texts on screen', () => {
    const sources = [
      "const set = { layout: 'pg-wal' } as const;",
      "interface BarmanBackup { readonly tool: 'barman' }",
      "metadataFindings(file, 'barman', problems);",
      'const barman = 1; barman === 1;',
      "const layout = isTar ? 'standalone-tar' : 'data-directory';",
    ];
    for (const text of sources) assert.deepEqual(layoutDecisions('a.ts', text, NAMES), [], text);
  });
});
