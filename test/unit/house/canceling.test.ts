import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

/**
 * Work is canceled by an `AbortSignal`, and its result is `canceled`: finds other spellings of the two, with their
 * lines.
 */
function otherSpellings(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isOther(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${path}:${line + 1} ${node.getText(source)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isOther(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) return node.text.toLowerCase() === 'cancelled';
  // An object that only carries a request to stop is what an `AbortSignal` is for.
  if (ts.isTypeLiteralNode(node) || ts.isInterfaceDeclaration(node))
    return node.members.length === 1 && node.members.some(isRequest);
  return (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && /cancelled/i.test(node.text);
}

function isRequest(member: ts.TypeElement): boolean {
  return (
    ts.isPropertySignature(member) &&
    /^(is|has)?(aborted|cancel+ed|requested|stopped)$/i.test(member.name.getText()) &&
    member.type?.kind === ts.SyntaxKind.BooleanKeyword
  );
}

describe('canceling', () => {
  it('has one spelling and one signal in the product', () => {
    const files = globSync(['src/**/*.ts', 'webview/**/*.ts'], { ignore: 'src/core/abortSignal.d.ts' });
    assert.ok(files.length > 20);
    assert.deepEqual(
      files.flatMap((file) => otherSpellings(file, readFileSync(file, 'utf8'))),
      [],
    );
  });

  const others: [title: string, text: string][] = [
    ['a name', 'export const isCancelled = true;'],
    ['a private name', 'class A { #cancelled = false; }'],
    ['a kind of result', "export type End = 'done' | 'cancelled';"],
    ['a signal of our own', 'export interface Cancel { readonly requested: boolean }'],
    ['a signal in a type', 'export const running = new Map<number, { aborted: boolean }>();'],
  ];
  for (const [title, text] of others) {
    it(`finds ${title}`, () => {
      assert.equal(otherSpellings('a.ts', text).length, 1);
    });
  }

  it('lets texts, results and the editor’s own names pass', () => {
    const text =
      "interface R { readonly canceled: boolean; readonly at: number } const t = 'The operation was canceled.'; " +
      'token.onCancellationRequested(() => { if (token.isCancellationRequested) controller.abort(); });';
    assert.deepEqual(otherSpellings('a.ts', text), []);
  });
});
