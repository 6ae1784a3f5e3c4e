import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

/**
 * How a module imports another: `static` loads it at once, `dynamic` when `import()` or `require()` is reached, `type`
 * never.
 */
export type ImportKind = 'static' | 'dynamic' | 'type';

export interface Import {
  /** The importing module, as a path relative to the project's directory. */
  readonly from: string;
  readonly line: number;
  readonly kind: ImportKind;
  /** A file's path relative to the project's directory, or a package's name, or `?` if it is known only at run time. */
  readonly to: string;
  readonly isFile: boolean;
}

const endings = ['', '.ts', '.tsx', '.mts', '.mjs', '.js', '/index.ts'];

const graphs = new Map<string, Import[]>();

/** Reads the imports of every source file below the given directories; cached, as several tests need them. */
export function readImportGraph(root: string, folders: readonly string[]): Import[] {
  const key = [resolve(root), ...folders].join('\n');
  const graph = graphs.get(key) ?? readImports(root, folders);
  graphs.set(key, graph);
  return graph;
}

function readImports(root: string, folders: readonly string[]): Import[] {
  const patterns = folders.map((folder) => `${folder}/**/*.{ts,tsx,mts,mjs,js}`);
  const files = globSync(patterns, { cwd: root, ignore: ['**/*.d.ts', '**/node_modules/**'] }).sort();
  return files.flatMap((file) => {
    const path = file.replaceAll('\\', '/');
    return importsOf(path, readFileSync(join(root, file), 'utf8'), (specifier) =>
      resolveFile(root, path, specifier),
    );
  });
}

/**
 * The imports of one module, from its text.
 * @param find returns the file of a relative specifier
 */
export function importsOf(path: string, text: string, find: (specifier: string) => string): Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const add = (node: ts.Node, kind: ImportKind, specifier: ts.Node | undefined): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    const name = specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : '?';
    const isFile = name.startsWith('.');
    imports.push({ from: path, line, kind, to: isFile ? find(name) : name, isFile });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(
        node,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'static',
        node.moduleSpecifier,
      );
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node, node.isTypeOnly ? 'type' : 'static', node.moduleSpecifier);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.isTypeOnly ? 'type' : 'static', node.moduleReference.expression);
    } else if (ts.isImportTypeNode(node)) {
      add(node, 'type', ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    } else if (ts.isCallExpression(node) && loadsModule(node.expression)) {
      add(node, 'dynamic', node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function loadsModule(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

function resolveFile(root: string, from: string, specifier: string): string {
  const target = resolve(root, dirname(from), specifier);
  const ending = endings.find((end) => existsSync(target + end) && statSync(target + end).isFile()) ?? '';
  return relative(root, target + ending).replaceAll('\\', '/');
}

/** Every file that is loaded at once when `entry` is loaded, and the packages that these files load. */
export function loadedWith(graph: readonly Import[], entry: string): ReadonlySet<string> {
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const each of graph) if (each.from === path && each.kind === 'static') loaded.add(each.to);
  }
  return loaded;
}

/** Whether a path is in a directory. */
export function isIn(path: string, folder: string): boolean {
  return posix.normalize(path).startsWith(`${folder}/`);
}
