import * as vscode from 'vscode';
import { toSlashes } from '../../io/paths';
import { Debouncer } from './debouncer';
import { Disposable } from './disposable';
import { isBackupFileName } from './backupFileNames';

const DEBOUNCE_MS = 300;
const LONGEST_WAIT_MS = 2000;
/** If more entries than this are created at once, they are not checked one by one. */
const MOST_STATS = 20;

/** Reports when files of the catalog may have changed. */
export class FileWatcher extends Disposable {
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #debouncer = this._register(new Debouncer(() => void this.#flush(), DEBOUNCE_MS, LONGEST_WAIT_MS));
  readonly #isKnown: (path: string) => boolean;
  #watchers: vscode.Disposable[] = [];
  #relevant = false;
  #created: vscode.Uri[] = [];

  /** `isKnown` says whether the catalog contains something at or below a path. */
  constructor(isKnown: (path: string) => boolean) {
    super();
    this.#isKnown = isKnown;
  }

  /** Watches these workspace folders and directories, and no others. */
  watch(folders: readonly vscode.WorkspaceFolder[], directories: readonly string[]): void {
    this.#drop();
    const bases = [...folders, ...directories.map((directory) => vscode.Uri.file(directory))];
    this.#watchers = bases.map((base) => this.#watchOne(base));
  }

  override dispose(): void {
    this.#drop();
    super.dispose();
  }

  #watchOne(base: vscode.WorkspaceFolder | vscode.Uri): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(base, '**'));
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange((uri) => {
        if (isBackupFileName(nameOf(uri))) this.#note();
      }),
      watcher.onDidCreate((uri) => {
        if (isBackupFileName(nameOf(uri))) this.#note();
        else this.#noteCreated(uri);
      }),
      watcher.onDidDelete((uri) => {
        if (isBackupFileName(nameOf(uri)) || this.#isKnown(toSlashes(uri.fsPath))) this.#note();
      }),
    );
  }

  #note(): void {
    this.#relevant = true;
    this.#debouncer.call();
  }

  /** A new directory may contain anything, and only it is reported, not its content. */
  #noteCreated(uri: vscode.Uri): void {
    if (this.#created.length <= MOST_STATS) this.#created.push(uri);
    this.#debouncer.call();
  }

  async #flush(): Promise<void> {
    const created = this.#created;
    const relevant = this.#relevant || created.length > MOST_STATS;
    this.#created = [];
    this.#relevant = false;
    if (relevant || (await someDirectory(created))) this.#changed.fire();
  }

  #drop(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = [];
  }
}

async function someDirectory(uris: readonly vscode.Uri[]): Promise<boolean> {
  const kinds = await Promise.allSettled(uris.map((uri) => vscode.workspace.fs.stat(uri)));
  return kinds.some(
    (kind) => kind.status === 'fulfilled' && (kind.value.type & vscode.FileType.Directory) !== 0,
  );
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
