import * as vscode from 'vscode';
import { baseName } from '../../core/catalog/paths';
import { classifyWalFile } from '../../core/wal/fileName';
import { toSlashes } from '../../io/paths';
import type { CatalogSource } from './catalogSource';
import { fireForOpen } from './segmentListDocument';
import { segmentText } from './segmentText';

export const SEGMENT_SCHEME = 'pg-wal-segment';
const FIRST_PAGE = 8192;

/** Address of the read-only document that tells what a segment file is. */
export function segmentUri(path: string): vscode.Uri {
  return vscode.Uri.file(path).with({ scheme: SEGMENT_SCHEME });
}

/** A segment is binary, so instead of the file VS Code shows what its first page says. Reads that page only. */
export class SegmentDocumentProvider implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(source: CatalogSource) {
    this.#subscription = source.onDidChange(() => {
      fireForOpen(SEGMENT_SCHEME, this.#changed);
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const path = toSlashes(uri.with({ scheme: 'file' }).fsPath);
    const kind = classifyWalFile(baseName(path))?.kind;
    if (kind !== 'segment' && kind !== 'partial') return 'Not a WAL segment.\n';
    const { readStart } = await import('../services/scanner');
    const [facts, head] = await readStart(path, FIRST_PAGE);
    return segmentText(path, facts, head);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
