import * as vscode from 'vscode';

/** Translates a text into the viewer's language; `{0}`, `{1}`, … stand for the arguments. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** The translation of this window. */
export const t: Translate = (message, ...args) => vscode.l10n.t(message, ...args);
