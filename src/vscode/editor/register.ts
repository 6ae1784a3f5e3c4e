import * as vscode from 'vscode';
import { SEGMENT_LIST_SCHEME } from '../ids';
import type { CatalogSource } from './catalogSource';
import { WalCodeLensProvider } from './codeLens';
import { WalDiagnostics } from './diagnostics';
import { SELECTOR } from './documents';
import { Explanations } from './explanations';
import { WalHoverProvider } from './hover';
import { WalDefinitionProvider, WalLinkProvider } from './navigation';
import { SEGMENT_SCHEME, SegmentDocumentProvider } from './segmentDocument';
import { SegmentListProvider } from './segmentListDocument';
import { symbolProvider } from './symbols';

/** Registers everything that works inside text editors. Reads no file. */
export function registerEditorFeatures(context: vscode.ExtensionContext, source: CatalogSource): void {
  const { languages, workspace } = vscode;
  const segmentList = new SegmentListProvider(source);
  const segment = new SegmentDocumentProvider(source);
  const lenses = new WalCodeLensProvider(source);
  const explanations = new Explanations(context.extensionUri);
  context.subscriptions.push(
    segmentList,
    segment,
    lenses,
    new WalDiagnostics(source, explanations),
    workspace.registerTextDocumentContentProvider(SEGMENT_LIST_SCHEME, segmentList),
    workspace.registerTextDocumentContentProvider(SEGMENT_SCHEME, segment),
    languages.registerHoverProvider(SELECTOR, new WalHoverProvider(source)),
    languages.registerCodeLensProvider(SELECTOR, lenses),
    languages.registerDocumentSymbolProvider(SELECTOR, symbolProvider, { label: 'PostgreSQL Backup' }),
    languages.registerDefinitionProvider(SELECTOR, new WalDefinitionProvider(source)),
    languages.registerDocumentLinkProvider(SELECTOR, new WalLinkProvider(source)),
  );
}
