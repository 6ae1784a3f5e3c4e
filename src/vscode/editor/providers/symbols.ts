import * as vscode from 'vscode';
import { factsOf } from './documents';
import { type SymbolItem, symbolItems } from '../model/symbolItems';

const KINDS: Record<SymbolItem['kind'], vscode.SymbolKind> = {
  location: vscode.SymbolKind.Number,
  time: vscode.SymbolKind.Event,
  label: vscode.SymbolKind.String,
  fact: vscode.SymbolKind.Property,
  timeline: vscode.SymbolKind.Namespace,
  tablespace: vscode.SymbolKind.File,
};

export const symbolProvider: vscode.DocumentSymbolProvider = {
  provideDocumentSymbols(document) {
    const facts = factsOf(document);
    if (facts === undefined) return [];
    return symbolItems(facts).map(({ name, detail, kind, line, lastLine }) => {
      const first = document.lineAt(Math.min(line, document.lineCount - 1)).range;
      const last = document.lineAt(Math.min(lastLine, document.lineCount - 1)).range;
      return new vscode.DocumentSymbol(name, detail, KINDS[kind], first.union(last), first);
    });
  },
};
