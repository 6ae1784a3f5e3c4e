import * as vscode from 'vscode';
import { withoutIcons, withoutLinks } from '../../services/inertText';
import type { Answer, NumberedStep, Choice, PathStep, PickStep, TextStep } from './step';

const CANCELED: Answer = { kind: 'canceled' };
const BACK: Answer = { kind: 'back' };

/** Asks one question of a guided input with VS Code's quick inputs. Escape cancels, the arrow goes back. */
export function askInWindow<Answers>(title: string): (asked: NumberedStep<Answers>) => Promise<Answer> {
  return (asked) => {
    const { step } = asked;
    switch (step.kind) {
      case 'pick':
        return askChoice(title, asked, step);
      case 'text':
        return askText(title, asked, step);
      case 'path':
        return askPath(title, step);
    }
  };
}

function askChoice<Answers>(
  title: string,
  asked: NumberedStep<Answers>,
  step: PickStep<Answers>,
): Promise<Answer> {
  const input = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: string }>();
  input.placeholder = step.prompt;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.items = step.choices.map((choice) => ({ ...choice, ...plain(choice) }));
  input.activeItems = input.items.filter(({ value }) => value === step.active);
  return settle(title, asked, input, (answer) => {
    input.onDidAccept(() => {
      const [item] = input.selectedItems;
      if (item !== undefined) answer({ kind: 'answer', text: item.value });
    });
  });
}

/** In a quick pick `$(name)` becomes an icon anywhere. */
function plain({ label, description, detail }: Choice): vscode.QuickPickItem {
  return {
    label: withoutIcons(label),
    ...(description === undefined ? {} : { description: withoutIcons(description) }),
    ...(detail === undefined ? {} : { detail: withoutIcons(detail) }),
  };
}

function askText<Answers>(
  title: string,
  asked: NumberedStep<Answers>,
  step: TextStep<Answers>,
): Promise<Answer> {
  const input = vscode.window.createInputBox();
  input.prompt = withoutLinks(step.prompt);
  input.value = step.value;
  input.placeholder = step.placeholder ?? '';
  input.password = step.secret === true;
  return settle(title, asked, input, (answer) => {
    // A mistake is shown when the text is submitted, and then as long as it is there: not while the user is still
    // typing.
    let shown = false;
    const check = (): boolean => {
      const problem = step.problem(input.value);
      input.validationMessage = shown && problem !== undefined ? withoutLinks(problem) : undefined;
      return problem === undefined;
    };
    input.onDidChangeValue(check);
    input.onDidAccept(() => {
      shown = true;
      if (check()) answer({ kind: 'answer', text: input.value });
    });
  });
}

/** Closing the system's dialog means going back to the previous question. */
async function askPath<Answers>(title: string, step: PathStep<Answers>): Promise<Answer> {
  const folder = step.wanted === 'folder';
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: !folder,
    canSelectFolders: folder,
    canSelectMany: false,
    openLabel: step.button,
    title: `${title}: ${step.prompt}`,
  });
  const [uri] = picked ?? [];
  return uri?.scheme === 'file' ? { kind: 'answer', text: uri.fsPath } : BACK;
}

function settle<Answers>(
  title: string,
  { number, total }: NumberedStep<Answers>,
  input: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] } & Buttons,
  listen: (answer: (answer: Answer) => void) => void,
): Promise<Answer> {
  input.title = title;
  input.step = number;
  input.totalSteps = total;
  // The user may look up values elsewhere, which must not discard the input.
  input.ignoreFocusOut = true;
  if (number > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise<Answer>((resolve) => {
    listen(resolve);
    input.onDidTriggerButton(() => {
      resolve(BACK);
    });
    input.onDidHide(() => {
      resolve(CANCELED);
    });
    input.show();
  }).finally(() => {
    input.dispose();
  });
}

interface Buttons {
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}
