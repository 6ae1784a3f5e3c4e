import type { Disposable as VsDisposable } from 'vscode';

/** Base class of disposable objects: everything registered here is disposed of with its owner. */
export abstract class Disposable implements VsDisposable {
  readonly #owned = new Set<VsDisposable>();
  #disposed = false;

  protected get isDisposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const owned of this.#owned) owned.dispose();
    this.#owned.clear();
  }

  /** Passes `value` to this owner. If the owner was disposed of already, so is `value`, at once. */
  protected _register<T extends VsDisposable>(value: T): T {
    if (this.#disposed) value.dispose();
    else this.#owned.add(value);
    return value;
  }
}
