import * as vscode from 'vscode';
import type { Catalog } from '../../../core/model/catalog';
import { Debouncer } from '../../services/debouncer';
import { catalogIndexOf, pathKey } from '../model/catalogIndex';
import type { CatalogSource } from '../../services/catalogSource';
import { diagnosticOf } from './diagnosticItem';
import { findingsByFile, findingsOfDocument, type PlannedFile } from '../model/diagnosticPlan';
import type { Explanations } from './explanations';
import { factsOf, filePath, documentKindOf } from './documents';

const EDIT_DELAY_MS = 250;
const LONGEST_DELAY_MS = 1000;

/**
 * Keeps the Problems panel up to date: for every file, open or not, the catalog's findings; for an open document that
 * the catalog does not know, or whose text it has not seen yet, the findings of its own text.
 */
export class WalDiagnostics implements vscode.Disposable {
  readonly #source: CatalogSource;
  readonly #explanations: Explanations;
  readonly #collection = vscode.languages.createDiagnosticCollection('pg-backup-inspector');
  readonly #subscriptions: vscode.Disposable[];
  readonly #edited = new Set<vscode.TextDocument>();
  readonly #edits = new Debouncer(
    () => {
      this.#showEdited();
    },
    EDIT_DELAY_MS,
    LONGEST_DELAY_MS,
  );
  /** Documents whose text changed since the catalog was made. */
  readonly #newer = new WeakSet<vscode.TextDocument>();
  #plan: ReadonlyMap<string, PlannedFile> = new Map();
  #planned: Catalog | undefined;
  #disposed = false;

  constructor(source: CatalogSource, explanations: Explanations) {
    this.#source = source;
    this.#explanations = explanations;
    this.#subscriptions = [
      source.onDidChange(() => {
        void this.#showExplained();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.#show(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#close(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#edit(document);
      }),
    ];
    this.#showAll();
  }

  dispose(): void {
    this.#disposed = true;
    this.#edits.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#collection.dispose();
  }

  async #showExplained(): Promise<void> {
    await this.#explanations.ready();
    if (!this.#disposed) this.#showAll();
  }

  #edit(document: vscode.TextDocument): void {
    if (!concerns(document)) return;
    this.#newer.add(document);
    this.#edited.add(document);
    this.#edits.call();
  }

  #showEdited(): void {
    for (const document of this.#edited) this.#show(document);
    this.#edited.clear();
  }

  #showAll(): void {
    this.#replan();
    const open = new Set<string>();
    const entries: [vscode.Uri, vscode.Diagnostic[] | undefined][] = [];
    for (const document of vscode.workspace.textDocuments) {
      if (!concerns(document)) continue;
      if (!document.isDirty) this.#newer.delete(document);
      const path = filePath(document.uri);
      if (path !== undefined) open.add(pathKey(path));
      entries.push([document.uri, this.#diagnosticsOf(document)]);
    }
    for (const [key, { path, findings }] of this.#plan) {
      if (open.has(key)) continue;
      const shown = findings.map((finding) => diagnosticOf(finding, undefined, this.#explanations));
      entries.push([vscode.Uri.file(path), shown]);
    }
    const kept = new Set(entries.map(([uri]) => uri.toString()));
    this.#collection.forEach((uri) => {
      if (!kept.has(uri.toString())) entries.push([uri, undefined]);
    });
    this.#collection.set(entries);
  }

  #replan(): void {
    const { catalog } = this.#source;
    if (this.#planned === catalog) return;
    this.#planned = catalog;
    this.#plan = findingsByFile(catalog);
  }

  #show(document: vscode.TextDocument): void {
    if (concerns(document)) this.#collection.set(document.uri, this.#diagnosticsOf(document));
  }

  #close(document: vscode.TextDocument): void {
    this.#edited.delete(document);
    if (!concerns(document)) return;
    const path = filePath(document.uri);
    const planned = path === undefined ? undefined : this.#plan.get(pathKey(path));
    this.#collection.set(
      document.uri,
      planned?.findings.map((finding) => diagnosticOf(finding, undefined, this.#explanations)),
    );
  }

  #diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
    const facts = factsOf(document);
    if (facts === undefined) return [];
    const path = filePath(document.uri);
    const cataloged = path === undefined ? [] : (this.#plan.get(pathKey(path))?.findings ?? []);
    const known = path !== undefined && catalogIndexOf(this.#source.catalog).hasRead(path, facts.kind);
    const fresh = known && !document.isDirty && !this.#newer.has(document);
    const findings = findingsOfDocument(facts.problems, path ?? document.uri.path, cataloged, fresh);
    return findings.map((finding) => diagnosticOf(finding, document, this.#explanations));
  }
}

/** Files and unsaved texts, but not the old versions that a source control view shows. */
function concerns(document: vscode.TextDocument): boolean {
  const { scheme } = document.uri;
  if (documentKindOf(document) === undefined) return false;
  return (
    scheme === 'file' ||
    scheme === 'untitled' ||
    vscode.workspace.getWorkspaceFolder(document.uri) !== undefined
  );
}
