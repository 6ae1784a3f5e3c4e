import ts from 'typescript';

/** A text in a source file; inserted expressions read `…`. */
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

/**
 * The comments of a source file, without their marks and without code: neither `quoted` words, nor directives, nor types
 * and names of parameters.
 */
export function commentsOf(path: string, source: string): Text[] {
  // Comments are outside of the tree, so the text between the tokens of its leaves is scanned.
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest);
  const comments: Text[] = [];
  let from = 0;
  const scan = (to: number): void => {
    const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard);
    scanner.setText(source, from, to - from);
    while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken)
      if (COMMENTS.has(scanner.getToken())) {
        const { line } = file.getLineAndCharacterOfPosition(scanner.getTokenStart());
        comments.push({ line: line + 1, text: proseOf(scanner.getTokenText()) });
      }
  };
  const visit = (node: ts.Node): void => {
    if (!OPAQUE.has(node.kind)) {
      ts.forEachChild(node, visit);
      return;
    }
    scan(node.getStart(file));
    from = node.getEnd();
  };
  visit(file);
  scan(source.length);
  return comments;
}

const COMMENTS = new Set([ts.SyntaxKind.SingleLineCommentTrivia, ts.SyntaxKind.MultiLineCommentTrivia]);

/** Tokens whose text may look like a comment. */
const OPAQUE = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.RegularExpressionLiteral,
]);

function proseOf(comment: string): string {
  return comment
    .replaceAll(/^\/\*+|\*+\/$|^\/\/|^\s*\*/gm, ' ')
    .replaceAll(/`[^`]*`|\{[^}]*\}|@param (?:\{[^}]*\} )?\S+|eslint-disable.*|\S*\/\S*/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The sentences of a text. A colon or a semicolon ends one, too: a reader can pause there. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?:;])\s+|\n+/).filter((sentence) => sentence !== '');
}
