import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import ts from 'typescript';
import { VERDICTS } from '../../../src/core/model/verdict';

/** The one file that decides verdicts. */
const RULE = 'src/core/model/verdict.ts';

/** The same words with another meaning: a state of WAL and its color, a task, a state of a page. */
const OTHER_MEANINGS = [
  "src/core/timeline/picture.ts: 'damaged'",
  "src/core/timeline/walRuns.ts: 'damaged'",
  "src/engine/complete/completion.ts: 'complete'",
  "src/vscode/servers/lazyServers.ts: 'complete'",
  "src/worker/tasks/perform.ts: 'complete'",
  "webview/timeline/layout/marks.ts: 'damaged'",
  "webview/ui/beforeKit.ts: 'complete'",
];

/**
 * The verdicts that a source contains as literals. A key of a display table may be one, and so may a text that is
 * shown: neither decides anything.
 */
function verdictLiterals(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && isVerdict(node.text) && !isKey(node) && !isShown(node))
      found.add(`${file}: '${node.text}'`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

function isVerdict(text: string): boolean {
  return VERDICTS.some((verdict) => verdict === text);
}

function isKey(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

function isShown({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && ts.isIdentifier(parent.expression) && parent.expression.text === 't';
}

describe('verdicts', () => {
  it('are literals in the file of the rule alone', () => {
    const files = globSync(['src/**/*.ts', 'webview/**/*.ts'], { ignore: [RULE] }).sort();
    assert.ok(files.length > 400);
    const found = files.flatMap((file) => verdictLiterals(file, readFileSync(file, 'utf8')));
    assert.deepEqual(found, OTHER_MEANINGS);
  });

  it('are found wherever code compares with them, makes them or names them as types', () => {
    const sources = [
      "if (set.verdict === 'damaged') stop();",
      "const verdict = { code, verdict: 'damaged' };",
      "type Blame = 'damaged' | Other;",
      "switch (verdict) { case 'damaged': stop(); }",
      'const verdict = `damaged`;',
    ];
    for (const text of sources) assert.deepEqual(verdictLiterals('a.ts', text), ["a.ts: 'damaged'"], text);
  });

  it('may be keys of a table and texts on screen', () => {
    for (const text of ["const A = { damaged: '✗' };", "const A = { 'damaged': '✗' };", "t('damaged');"])
      assert.deepEqual(verdictLiterals('a.ts', text), [], text);
  });
});
