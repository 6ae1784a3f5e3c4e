import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import type { Linter } from 'eslint';

interface Restriction {
  readonly patterns: readonly { readonly regex: string }[];
}

/** The imports that ESLint refuses in a file; computed from its configuration, as the file need not exist. */
async function refused(file: string, specifiers: readonly string[]): Promise<string[]> {
  const eslint = new ESLint({ cwd: process.cwd() });
  const config = (await eslint.calculateConfigForFile(join(process.cwd(), file))) as Linter.Config;
  const rule = config.rules?.['@typescript-eslint/no-restricted-imports'];
  const restriction = (Array.isArray(rule) ? rule[1] : undefined) as Restriction | undefined;
  assert.ok(restriction, `no wall around ${file}`);
  return specifiers.filter((specifier) =>
    restriction.patterns.some(({ regex }) => new RegExp(regex, 'u').test(specifier)),
  );
}

describe('the walls in the lint configuration', () => {
  const expectations: [file: string, refused: string[], allowed: string[]][] = [
    ['src/core/wal/a.ts', ['vscode', 'pg', 'node:fs', 'fzstd', '../../io/paths'], ['./b', '../finding']],
    ['src/protocol/a.ts', ['vscode', 'node:fs', '../io/paths'], ['../core/finding']],
    ['src/io/a.ts', ['vscode', 'pg', '../vscode/ids'], ['node:fs', '../core/ports']],
    ['src/worker/a.ts', ['vscode', 'pg', '../vscode/ids', '../postgres/entry'], ['node:worker_threads']],
    [
      'src/engine/verify/a.ts',
      ['vscode', 'pg', '../../vscode/ids', '../../cli/run', '../../postgres/entry'],
      ['node:timers/promises', '../../worker/taskRunner'],
    ],
    ['src/cli/a.ts', ['vscode', 'pg', '../vscode/ids'], ['node:util', '../io/paths']],
    ['src/postgres/a.ts', ['vscode', '../vscode/ids'], ['pg', '../core/finding']],
    ['src/vscode/tree/a.ts', ['pg', 'pg-protocol', '../../postgres/entry'], ['vscode', '../ids', './pages']],
    ['webview/timeline/a.ts', ['vscode', 'node:fs', '../../src/io/paths'], ['../../src/core/wal/lsn']],
  ];

  for (const [file, wrong, right] of expectations) {
    it(`hold in ${file}`, async () => {
      assert.deepEqual(await refused(file, [...wrong, ...right]), wrong);
    });
  }
});
