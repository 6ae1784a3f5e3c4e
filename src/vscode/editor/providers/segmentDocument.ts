import * as vscode from 'vscode';
import { baseName } from '../../../core/ground/paths';
import { classifyWalFile } from '../../../core/wal/fileName';
import { toSlashes } from '../../../io/paths';
import { SEGMENT_SCHEME } from '../../ids';
import type { CatalogSource } from '../../services/catalogSource';

const FIRST_PAGE = 8192;

/** Address of the read-only document that tells what a segment file is. */
export function segmentUri(path: string): vscode.Uri {
  return vscode.Uri.file(path).with({ scheme: SEGMENT_SCHEME });
}

/** A segment is binary, so instead of the file VS Code shows what its first page says. Reads that page only. */
export async function segmentDocument(source: CatalogSource, uri: vscode.Uri): Promise<string> {
  const path = toSlashes(uri.with({ scheme: 'file' }).fsPath);
  const kind = classifyWalFile(baseName(path))?.kind;
  if (kind !== 'segment' && kind !== 'partial') return 'Not a WAL segment.\n';
  const { facts, head } = await source.readStart(path, FIRST_PAGE);
  // Needed by few and rarely, so it is a bundle of its own.
  const { segmentText } = await import('../model/segmentText');
  return segmentText(path, facts, head);
}
