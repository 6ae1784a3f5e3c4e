import ts from 'typescript';

/** A text in a source file; what is filled in reads `…`. */
export interface Text {
  readonly line: number;
  readonly text: string;
}

/** Three words in a row: a text for people. Names, commands and code have fewer, or something between them. */
const PROSE = /[A-Za-z’]{2,},? [a-z’]{2,},? [a-z’]{2,}/;

/** The texts for people in a source file, each joined from its parts. */
export function textsOf(path: string, source: string): Text[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    const text = textOf(node);
    if (text === undefined) {
      ts.forEachChild(node, visit);
      return;
    }
    if (PROSE.test(text)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      texts.push({ line: line + 1, text });
    }
    insertsOf(node).forEach(visit);
  };
  visit(file);
  return texts;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const parts = [textOf(node.left), textOf(node.right)];
  return parts.every((part) => part === undefined) ? undefined : parts.map((part) => part ?? '…').join('');
}

/** The expressions inside a text, which may have texts of their own. */
function insertsOf(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (!ts.isBinaryExpression(node)) return [];
  return [node.left, node.right].flatMap((part) => (textOf(part) === undefined ? [part] : insertsOf(part)));
}

/** The sentences of a text. A colon or a semicolon ends one, too: a reader can pause there. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?:;])\s+|\n+/).filter((sentence) => sentence !== '');
}
