import type * as vscode from 'vscode';
import { answerDocument } from '../recover/documents';
import type { StopKnowledge } from '../../engine/recover/stopKnowledge';
import { Disposable } from '../services/disposable';
import type { CatalogSource } from '../services/catalogSource';
import { WalCodeLensProvider } from './providers/codeLens';
import { WalDiagnostics } from './providers/diagnostics';
import { Explanations } from './providers/explanations';
import { WalHoverProvider } from './providers/hover';
import { WalDefinitionProvider, WalLinkProvider } from './providers/navigation';
import { segmentDocument } from './providers/segmentDocument';
import { segmentList } from './providers/segmentListDocument';
import { symbolProvider } from './providers/symbols';

/** What works inside text editors. Reads no file but a segment's first page. */
export class EditorFeatures extends Disposable {
  readonly hover: WalHoverProvider;
  readonly lenses: WalCodeLensProvider;
  readonly symbols = symbolProvider;
  readonly definitions: WalDefinitionProvider;
  readonly links: WalLinkProvider;
  readonly #source: CatalogSource;
  readonly #stops: StopKnowledge;

  constructor(context: vscode.ExtensionContext, source: CatalogSource, stops: StopKnowledge) {
    super();
    this.#source = source;
    this.#stops = stops;
    this.hover = new WalHoverProvider(source);
    this.lenses = new WalCodeLensProvider(source);
    this.definitions = new WalDefinitionProvider(source);
    this.links = new WalLinkProvider(source);
    this._register(new WalDiagnostics(source, new Explanations(context.extensionUri)));
  }

  segmentDocument(uri: vscode.Uri): Promise<string> {
    return segmentDocument(this.#source, uri);
  }

  answer(uri: vscode.Uri): Promise<string> {
    return answerDocument(this.#source, this.#stops, uri);
  }

  segmentList(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    return segmentList(this.#source, uri, token);
  }
}
