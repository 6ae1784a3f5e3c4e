import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

/** The budget of sizes, in lines. ESLint holds the hard limits; this holds what is usual. */
const medianOfFiles = 100;
const largeFile = 250;
const largestFile = 300;
const shareOfLargeFiles = 0.03;
const ninetiethOfFunctions = 30;

/** Lines of each function that has a body. */
function functionLengths(file: string): number[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const lengths: number[] = [];
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && ts.isBlock(node.body)) {
      lengths.push(lineOf(node.getEnd()) - lineOf(node.getStart(source)) + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lengths;
}

/** The value below which the given share of the numbers is. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

describe('the sizes of what is written', () => {
  const files = globSync(['src/**/*.ts', 'webview/**/*.ts']);
  const lengths = files.map((file) => readFileSync(file, 'utf8').split('\n').length - 1);

  it(`keep half of the files at ${medianOfFiles} lines or less`, () => {
    assert.ok(files.length > 20);
    assert.ok(quantile(lengths, 0.5) <= medianOfFiles, String(quantile(lengths, 0.5)));
  });

  it(`let hardly a file have more than ${largeFile} lines`, () => {
    const large = files.filter((_, index) => (lengths[index] ?? 0) > largeFile);
    assert.ok(large.length <= files.length * shareOfLargeFiles, large.join(', '));
  });

  it(`let no file have more than ${largestFile} lines`, () => {
    assert.deepEqual(
      files.filter((_, index) => (lengths[index] ?? 0) > largestFile),
      [],
    );
  });

  it(`keep nine of ten functions at ${ninetiethOfFunctions} lines or less`, () => {
    const all = files.flatMap(functionLengths);
    assert.ok(quantile(all, 0.9) <= ninetiethOfFunctions, String(quantile(all, 0.9)));
  });
});
