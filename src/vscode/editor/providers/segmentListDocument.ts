import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { visibleText } from '../../../core/report/visibleText';
import { SEGMENT_LIST_SCHEME } from '../../ids';
import { catalogIndexOf } from '../model/catalogIndex';
import type { CatalogSource } from '../../services/catalogSource';

/** Address of the read-only document with all segments of a set. */
export function segmentListUri(setId: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SEGMENT_LIST_SCHEME, path: '/WAL segments.txt', query: setId });
}

/** Writes the list piece by piece, so that a long one does not block the extension host. */
export async function segmentList(
  source: CatalogSource,
  uri: vscode.Uri,
  token: vscode.CancellationToken,
): Promise<string> {
  const catalog = await source.whenReady();
  const set = catalogIndexOf(catalog).setById(uri.query);
  if (set === undefined) return `# This backup no longer exists: ${visibleText(uri.query, 1000)}\n`;
  // Rarely needed, so it is a bundle of its own.
  const { segmentListText } = await import('../model/segmentListText');
  const pieces: string[] = [];
  for (const piece of segmentListText(set)) {
    pieces.push(piece);
    await setImmediate();
    if (token.isCancellationRequested) return '';
  }
  return pieces.join('');
}
