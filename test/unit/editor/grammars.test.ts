import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../../../src/vscode/ids';
import { DOCUMENT_KINDS } from '../../../src/vscode/editor/model/tokens';
import { projectRoot } from '../../support/paths';
import { HISTORY_92, LABEL_92 } from './sampleCatalog';

interface Rule {
  readonly match?: string;
  readonly name?: string;
  readonly captures?: Readonly<Record<string, { readonly name?: string }>>;
}

interface Grammar {
  readonly scopeName: string;
  readonly patterns: readonly (Rule & { include?: string })[];
  readonly repository?: Readonly<Record<string, Rule>>;
}

interface Manifest {
  readonly contributes: {
    readonly languages: readonly {
      id: string;
      configuration: string;
      firstLine?: string;
      filenamePatterns?: string[];
    }[];
    readonly grammars: readonly { language: string; scopeName: string; path: string }[];
  };
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(join(projectRoot(), path), 'utf8'));
}

const manifest = (json('package.json') as Manifest).contributes;

function grammar(language: string): Grammar {
  return json(`media/grammars/${language}.tmLanguage.json`) as Grammar;
}

/** The scopes that the first matching rule gives to the parts of a line. */
function scopes(language: string, line: string): Record<string, string> {
  const { patterns, repository = {} } = grammar(language);
  for (const pattern of patterns) {
    const rule = pattern.include === undefined ? pattern : repository[pattern.include.slice(1)];
    const match = rule?.match === undefined ? null : new RegExp(rule.match).exec(line);
    if (match === null || rule === undefined) continue;
    const found: Record<string, string> = {};
    for (const [group, { name }] of Object.entries(rule.captures ?? {})) {
      const text = match[Number(group)];
      if (text !== undefined && text !== '' && name !== undefined)
        found[text] = name.replace(/\.pg-backup$/, '');
    }
    return found;
  }
  return {};
}

describe('languages and grammars', () => {
  it('are the same in the manifest and in the code', () => {
    assert.deepEqual(
      manifest.languages.map(({ id }) => id),
      [...LANGUAGES],
    );
    assert.deepEqual(
      manifest.grammars.map(({ language }) => language),
      [...LANGUAGES],
    );
    assert.deepEqual(Object.keys(DOCUMENT_KINDS), [...LANGUAGES]);
  });

  it('have files that are there and fit', () => {
    for (const { configuration } of manifest.languages) assert.ok(json(configuration));
    for (const { path, scopeName } of manifest.grammars)
      assert.equal((json(path) as Grammar).scopeName, scopeName);
  });

  it('colour a location and its file', () => {
    const line = 'STOP WAL LOCATION: 3/145D8A8 (file 000000010000000300000001)';
    const found = scopes('pg-backup-label', line);
    assert.equal(found['STOP WAL LOCATION'], 'keyword.other.key');
    assert.equal(found['3/145D8A8'], 'constant.numeric.lsn');
    assert.equal(found['000000010000000300000001'], 'entity.name.type.wal-segment');
  });

  it('colour every line of a real file, and nothing in it as wrong', () => {
    for (const line of [
      ...LABEL_92.split('\n'),
      ...HISTORY_92.split('\n'),
      'START TIMELINE: 1',
      'INCREMENTAL FROM LSN: 0/2000028',
    ]) {
      if (line === '') continue;
      const found = Object.values(scopes('pg-backup-label', line));
      assert.ok(found.length > 0, line);
      assert.ok(
        found.every((scope) => !scope.startsWith('invalid')),
        line,
      );
    }
  });

  it('mark what does not belong into a location line', () => {
    const found = scopes('pg-backup-label', 'CHECKPOINT LOCATION: 2/FB000020 and more');
    assert.equal(found[' and more'], 'invalid.illegal.trailing');
  });

  it('colour timeline histories of both forms', () => {
    assert.equal(
      scopes('pg-timeline-history', '1\t0/5000090\tno target')['0/5000090'],
      'constant.numeric.lsn',
    );
    const old = scopes('pg-timeline-history', '1\t000000010000000000000002\tat restore point "x"');
    assert.equal(old['000000010000000000000002'], 'entity.name.type.wal-segment');
  });

  it('recognise a label of another name by its first line', () => {
    const { firstLine = '^$' } = manifest.languages[0] ?? {};
    assert.match(LABEL_92, new RegExp(firstLine));
  });
});
