import './timeline.css';
import { App } from './page/app';
import { connect } from './page/host';

const root = document.querySelector('main');
if (root !== null) new App(connect(), root).start();

/** The component kit is large: it is loaded after the first frame is on screen. */
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
