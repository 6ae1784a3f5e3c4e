/** Only the driver's client: its index also loads a pool and the native binding, which are not used here. */
declare module 'pg/lib/client.js' {
  import { Client } from 'pg';
  export = Client;
}
