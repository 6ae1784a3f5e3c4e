import type { Disposable as VsDisposable } from 'vscode';

/** Base of everything that must be let go of: what is registered here goes when the owner goes. */
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

  /** Hands `value` over to this owner; if the owner is gone already, it is disposed at once. */
  protected _register<T extends VsDisposable>(value: T): T {
    if (this.#disposed) value.dispose();
    else this.#owned.add(value);
    return value;
  }
}
