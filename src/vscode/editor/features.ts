import type * as vscode from 'vscode';
import { answerDocument } from '../restore/documents';
import type { StopLookups } from '../restore/stopLookups';
import { Disposable } from '../services/disposable';
import type { CatalogSource } from './catalogSource';
import { WalCodeLensProvider } from './codeLens';
import { WalDiagnostics } from './diagnostics';
import { Explanations } from './explanations';
import { WalHoverProvider } from './hover';
import { WalDefinitionProvider, WalLinkProvider } from './navigation';
import { segmentDocument } from './segmentDocument';
import { segmentList } from './segmentListDocument';
import { symbolProvider } from './symbols';

/** What works inside text editors. Reads no file but a segment's first page. */
export class EditorFeatures extends Disposable {
  readonly hover: WalHoverProvider;
  readonly lenses: WalCodeLensProvider;
  readonly symbols = symbolProvider;
  readonly definitions: WalDefinitionProvider;
  readonly links: WalLinkProvider;
  readonly #source: CatalogSource;
  readonly #stops: StopLookups;

  constructor(context: vscode.ExtensionContext, source: CatalogSource, stops: StopLookups) {
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
