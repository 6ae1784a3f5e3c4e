import * as vscode from 'vscode';
import type { Translate } from '../../core/ground/translate';

/** The translation of this window. */
export const t: Translate = (message, ...args) => vscode.l10n.t(message, ...args);
