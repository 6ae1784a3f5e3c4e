import * as vscode from 'vscode';
import { baseName } from '../../../core/ground/paths';
import { classifyWalFile } from '../../../core/wal/fileName';
import { toSlashes } from '../../../io/paths';
import { SEGMENT_SCHEME } from '../../ids';
import type { CatalogSource } from '../../services/catalogSource';

const FIRST_PAGE = 8192;

/** Address of the read-only document that describes a segment file. */
export function segmentUri(path: string): vscode.Uri {
  return vscode.Uri.file(path).with({ scheme: SEGMENT_SCHEME });
}

/** The text of a document that describes a segment, because the file itself is binary. Reads its first page only. */
export async function segmentDocument(source: CatalogSource, uri: vscode.Uri): Promise<string> {
  const path = toSlashes(uri.with({ scheme: 'file' }).fsPath);
  const kind = classifyWalFile(baseName(path))?.kind;
  if (kind !== 'segment' && kind !== 'partial') return 'Not a WAL segment.\n';
  const { facts, head } = await source.readStart(path, FIRST_PAGE);
  // Rarely needed, so it is a bundle of its own.
  const { segmentText } = await import('../model/segmentText');
  return segmentText(path, facts, head);
}
