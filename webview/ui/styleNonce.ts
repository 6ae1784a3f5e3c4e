/** The part of the document that is used here. */
interface Maker {
  createElement: (name: string, options?: ElementCreationOptions) => HTMLElement;
}

/**
 * The kit keeps the values of its design tokens in style elements that it makes itself, which the page's policy refuses
 * without the nonce. So each style element gets the nonce of the script that makes it. Loaded before the kit is.
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
