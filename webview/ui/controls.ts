/**
 * The controls of the kit, created by name: the elements exist at once and take their shape when the kit is loaded,
 * after the first paint (main.ts of this directory is a script of its own). Until then style sheets show them as plain
 * buttons and lists.
 */

type KitName =
  'vscode-button' | 'vscode-dropdown' | 'vscode-option' | 'vscode-checkbox' | 'vscode-text-field';

/** The part of the kit's elements that is used here, which they share with those of the browser. */
interface KitElement extends HTMLElement {
  value: string;
  checked: boolean;
  disabled: boolean;
}

function make(name: KitName, label: string): KitElement {
  const element = document.createElement(name) as KitElement;
  element.setAttribute('aria-label', label);
  return element;
}

/** A button; the second kind is less prominent than the first. */
export function button(
  text: string,
  act: () => void,
  kind: 'primary' | 'secondary' | 'icon' = 'secondary',
  label = text,
): HTMLElement {
  const element = make('vscode-button', label);
  element.setAttribute('appearance', kind);
  element.title = label;
  element.textContent = text;
  element.addEventListener('click', act);
  return element;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** A list from which one entry is chosen. */
export class Dropdown {
  readonly element: HTMLElement;
  readonly #kit: KitElement;
  #choices = '';

  constructor(label: string, chosen: (value: string) => void) {
    this.#kit = make('vscode-dropdown', label);
    this.element = this.#kit;
    this.#kit.addEventListener('change', () => {
      chosen(this.#kit.value);
    });
  }

  /** Shows these choices. If nothing has changed, the list is left alone, because it would close under the mouse. */
  show(choices: readonly Choice[], value: string): void {
    const text = JSON.stringify(choices);
    if (text !== this.#choices) {
      this.#choices = text;
      this.#kit.replaceChildren(...choices.map(option));
    }
    void customElements.whenDefined('vscode-dropdown').then(() => {
      // The list reads its options in a task of its own.
      requestAnimationFrame(() => {
        if (this.#kit.value !== value) this.#kit.value = value;
      });
    });
  }
}

function option({ value, text }: Choice): HTMLElement {
  const element = make('vscode-option', text);
  element.setAttribute('value', value);
  element.textContent = text;
  return element;
}

/** A box to tick. */
export class Checkbox {
  readonly element: HTMLElement;
  readonly #kit: KitElement;

  constructor(text: string, changed: (on: boolean) => void) {
    this.#kit = make('vscode-checkbox', text);
    this.#kit.textContent = text;
    this.element = this.#kit;
    this.#kit.addEventListener('change', () => {
      changed(this.#kit.checked);
    });
  }

  show(on: boolean): void {
    this.#kit.toggleAttribute('checked', on);
    void customElements.whenDefined('vscode-checkbox').then(() => {
      if (this.#kit.checked !== on) this.#kit.checked = on;
    });
  }
}

/** A text field; `entered` is called on the enter key. */
export class TextField {
  readonly element: HTMLElement;
  readonly #kit: KitElement;

  constructor(label: string, placeholder: string, entered: (text: string) => void) {
    this.#kit = make('vscode-text-field', label);
    void customElements.whenDefined('vscode-text-field').then(() => {
      // The kit names every field "Text field" when it is inserted into the page.
      requestAnimationFrame(() => {
        this.#kit.setAttribute('aria-label', label);
      });
    });
    this.#kit.setAttribute('placeholder', placeholder);
    this.element = this.#kit;
    this.#kit.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') entered(this.value);
    });
  }

  get value(): string {
    // It has no value before the kit is loaded.
    const value: unknown = this.#kit.value;
    return typeof value === 'string' ? value : '';
  }

  set value(text: string) {
    this.#kit.value = text;
  }
}
