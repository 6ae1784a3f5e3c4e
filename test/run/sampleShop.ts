import type { TestServer } from '../postgres/support/testServer';

/** About this many orders write a megabyte of WAL. */
const ORDERS_PER_MEGABYTE = 6000;

/** A small shop. The spare template is dropped, because every backup would contain its 7 MB. */
export async function fillShop(server: TestServer): Promise<void> {
  await server.sql("UPDATE pg_database SET datistemplate = false WHERE datname = 'template0'");
  await server.sql('DROP DATABASE template0');
  await server.sql('CREATE TABLE customers (id int PRIMARY KEY, name text)');
  await server.sql(
    'CREATE TABLE orders (id bigserial PRIMARY KEY, customer int, amount numeric, at timestamptz)',
  );
  await server.sql("INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, 500) i");
}

/** Sells in many short transactions until about this many megabytes of WAL are written. */
export async function sellFor(server: TestServer, megabytes: number): Promise<void> {
  const batches = megabytes * 4;
  for (let batch = 0; batch < batches; batch++) {
    await server.sql(
      `INSERT INTO orders (customer, amount, at)
       SELECT i % 500 + 1, i * 0.37, clock_timestamp() FROM generate_series(1, $1::int) i`,
      [ORDERS_PER_MEGABYTE / 4],
    );
  }
}
