/** The driver's client alone: its index brings a pool and the native binding, which nothing here uses. */
declare module 'pg/lib/client.js' {
  import { Client } from 'pg';
  export = Client;
}
