/** The parts of the page that the kit uses as it is loaded. */
interface Maker {
  createElement: (name: string, options?: ElementCreationOptions) => HTMLElement;
}
interface Listening {
  addEventListener: (type: string, listener: () => void) => void;
}

/**
 * The kit stores its design tokens in style elements that it creates itself, which the page's policy refuses without
 * the nonce. So each style element gets the nonce of the script that creates it. Loaded before the kit.
 */
const nonce = document.currentScript?.nonce;
if (nonce !== undefined && nonce !== '') {
  const maker: Maker = document;
  const make = maker.createElement.bind(document);
  maker.createElement = (name, options) => {
    const element = make(name, options);
    if (name === 'style') element.nonce = nonce;
    return element;
  };
}

const missed: (() => void)[] = [];
const target: Listening = window;
const listen = target.addEventListener.bind(window);
target.addEventListener = (type, listener) => {
  if (type === 'load' && document.readyState === 'complete') missed.push(listener);
  else listen(type, listener);
};

/**
 * The kit reads the theme when the page is loaded, but it comes later than that: without this call its controls stay
 * dark. Called when the kit is there.
 */
export function catchUp(): void {
  target.addEventListener = listen;
  for (const listener of missed) listener();
}
