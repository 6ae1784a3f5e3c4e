import ts from 'typescript';

/** Where code decides something by the name of a layout or a backup tool, as `file:line text`. */
export function layoutDecisions(file: string, text: string, names: ReadonlySet<string>): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isName(node, names) && decides(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${file}:${line + 1} ${node.getText(source)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isName(node: ts.Node, names: ReadonlySet<string>): boolean {
  return (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) && names.has(node.text);
}

/** To compare with a name, to list names in a type, and to look something up by them decide; to give one does not. */
function decides(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) return parent.name === node;
  if (!ts.isStringLiteralLike(node)) return false;
  if (ts.isBinaryExpression(parent)) return EQUALITIES.has(parent.operatorToken.kind);
  if (ts.isLiteralTypeNode(parent)) return !isTypeOfProperty(parent);
  return (
    ts.isCaseClause(parent) || ts.isArrayLiteralExpression(parent) || ts.isElementAccessExpression(parent)
  );
}

const EQUALITIES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** `tool: 'barman'` in a type says what a reader gives. */
function isTypeOfProperty({ parent }: ts.LiteralTypeNode): boolean {
  return ts.isPropertySignature(parent);
}
