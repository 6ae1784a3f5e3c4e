import * as vscode from 'vscode';
import { headingLines } from '../model/headingLines';

/** Where `docs/findings.md` explains each code. The page is read when the first problem is shown, not before. */
export class Explanations {
  readonly #page: vscode.Uri;
  #lines: ReadonlyMap<string, number> | undefined;
  #reading: Promise<void> | undefined;

  constructor(extension: vscode.Uri) {
    this.#page = vscode.Uri.joinPath(extension, 'docs', 'findings.md');
  }

  /** The page at the code's heading; before it was read (`ready`) the page's top. VS Code opens `#L7` at line 7. */
  target(code: string): vscode.Uri {
    const line = this.#lines?.get(code);
    return this.#page.with({ fragment: line === undefined ? code : `L${String(line)}` });
  }

  ready(): Promise<void> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#page);
      this.#lines = headingLines(new TextDecoder().decode(bytes));
    } catch {
      // Without the page the codes still have their words.
      this.#lines = new Map();
    }
  }
}
