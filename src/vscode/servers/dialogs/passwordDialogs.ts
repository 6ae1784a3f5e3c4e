import * as vscode from 'vscode';
import { withoutLinks } from '../../services/inertText';
import type { Translate } from '../../../core/ground/translate';
import type { PasswordDialogs } from '../connections/passwordStore';

/** Asks for a password in a hidden input, and whether it is to be saved. */
export function windowPasswords(t: Translate): PasswordDialogs {
  return {
    askPassword: async (connection, user, host, rejected) =>
      vscode.window.showInputBox({
        title: t('Password for {0}', connection),
        prompt: withoutLinks(
          rejected
            ? t('{0} refused the password of {1}. Try again', host, user)
            : t('{0} requires the password of {1}', host, user),
        ),
        password: true,
        ignoreFocusOut: true,
      }),
    async offerToKeep(connection) {
      const keep = t('Keep');
      const message = t(
        'Save the password of {0} in the secret storage of this machine? Otherwise it is discarded when this window closes.',
        connection,
      );
      return (
        (await vscode.window.showInformationMessage(withoutLinks(message), keep, t('Do Not Save'))) === keep
      );
    },
  };
}
