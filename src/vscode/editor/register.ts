import * as vscode from 'vscode';
import type { Features } from '../features';
import { LANGUAGES, RESTORE_SCHEME, SEGMENT_LIST_SCHEME, SEGMENT_SCHEME } from '../ids';
import type { Lazy } from '../services/lazy';
import { affectsCodeLens } from '../services/settings';
import { CatalogDocument } from './providers/catalogDocument';
import type { CatalogSource } from '../services/catalogSource';
import type { EditorFeatures } from './editorFeatures';

/** Every scheme, so that unsaved texts and remote files work too. */
const SELECTOR: vscode.DocumentSelector = LANGUAGES.map((language) => ({ language }));

/** Registers everything that works inside text editors. The first request loads the code that answers it. */
export function registerEditorFeatures(features: Lazy<Features>, source: CatalogSource): vscode.Disposable {
  const { languages } = vscode;
  const editor = async (): Promise<EditorFeatures> => (await features.get()).editor;
  return vscode.Disposable.from(
    languages.registerHoverProvider(SELECTOR, {
      provideHover: async (...args) => (await editor()).hover.provideHover(...args),
    }),
    registerCodeLens(editor, source),
    languages.registerDocumentSymbolProvider(
      SELECTOR,
      {
        provideDocumentSymbols: async (document, token) =>
          (await editor()).symbols.provideDocumentSymbols(document, token),
      },
      { label: 'PostgreSQL Backup' },
    ),
    languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition: async (document, position) =>
        (await editor()).definitions.provideDefinition(document, position),
    }),
    languages.registerDocumentLinkProvider(SELECTOR, {
      provideDocumentLinks: async (document) => (await editor()).links.provideDocumentLinks(document),
    }),
    new CatalogDocument(source, SEGMENT_LIST_SCHEME, async (uri, token) =>
      (await editor()).segmentList(uri, token),
    ),
    new CatalogDocument(source, RESTORE_SCHEME, async (uri) => (await editor()).answer(uri)),
    new CatalogDocument(source, SEGMENT_SCHEME, async (uri) => (await editor()).segmentDocument(uri)),
  );
}

function registerCodeLens(editor: () => Promise<EditorFeatures>, source: CatalogSource): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const lenses = vscode.languages.registerCodeLensProvider(SELECTOR, {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: async (document) => (await editor()).lenses.provideCodeLenses(document),
  });
  return vscode.Disposable.from(
    changed,
    lenses,
    source.onDidChange(() => {
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (affectsCodeLens(event)) changed.fire();
    }),
  );
}
