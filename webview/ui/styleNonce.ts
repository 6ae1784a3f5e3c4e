/**
 * The kit keeps the values of its design tokens in style elements that it makes itself, which the page's policy refuses
 * without the nonce. So each style element gets the nonce of the script that makes it. Loaded before the kit is.
 */
const nonce = document.currentScript?.nonce;
if (nonce !== undefined && nonce !== '') {
  const make = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = make(name, options);
    if (name === 'style') element.nonce = nonce;
    return element;
  };
}
