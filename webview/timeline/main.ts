import './timeline.css';
import { App } from './page/app';
import { connect } from './page/host';

const root = document.querySelector('main');
if (root !== null) new App(connect(), root).start();

/** The controls' kit is large: it is fetched when the first frame is on the screen. */
const own = document.currentScript;
const kit = own?.dataset['kit'];
if (own !== null && kit !== undefined) {
  requestAnimationFrame(() => {
    setTimeout(() => {
      const script = document.createElement('script');
      script.nonce = own.nonce;
      script.src = kit;
      document.head.append(script);
    });
  });
}
