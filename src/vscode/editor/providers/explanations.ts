import * as vscode from 'vscode';
import { headingLines } from '../model/headingLines';

/** The place in `docs/findings.md` that explains each code. The page is read when the first problem is shown. */
export class Explanations {
  readonly #page: vscode.Uri;
  #lines: ReadonlyMap<string, number> | undefined;
  #reading: Promise<void> | undefined;

  constructor(extension: vscode.Uri) {
    this.#page = vscode.Uri.joinPath(extension, 'docs', 'findings.md');
  }

  /** The page at the code's heading; the page's top until it was read (`ready`). VS Code opens `#L7` at line 7. */
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
      // Without the page, the codes have no link target.
      this.#lines = new Map();
    }
  }
}
