import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import type { RecoveryTarget } from '../../core/restore/types';
import { loadAnswers } from './loadAnswers';
import { restoreMessages as messages } from './messages';

/** Asks for a target, and shows how it is understood. Undefined if nothing was typed. */
export async function askTarget(catalog: Catalog): Promise<RecoveryTarget | undefined> {
  const { targetOf } = await loadAnswers();
  const typed = await vscode.window.showInputBox({
    title: messages.askTitle(),
    prompt: messages.askPrompt(),
    placeHolder: '2026-11-25 14:03:00+01',
    validateInput: (value) => {
      if (value.trim() === '') return undefined;
      const { target, problem } = targetOf(catalog, value);
      const severity = vscode.InputBoxValidationSeverity;
      if (problem !== undefined) return { message: problem, severity: severity.Error };
      return { message: understood(target), severity: severity.Info };
    },
  });
  return typed === undefined || typed.trim() === '' ? undefined : targetOf(catalog, typed).target;
}

/** How a target was understood, above all a time. */
function understood(target: RecoveryTarget): string {
  if ('exclusive' in target) return messages.asBefore();
  switch (target.kind) {
    case 'time':
      return messages.asTime(target.time.replace('.000000', ''), target.zone);
    case 'lsn':
      return messages.asLsn();
    case 'xid':
      return messages.asXid(target.xid);
    case 'name':
      return messages.asName();
    case 'immediate':
      return messages.asImmediate();
    case 'end':
      return messages.asEnd();
  }
}
