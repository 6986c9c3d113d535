import type { Connection } from "@/db/client";

/**
 * The control: the least that a durable order of three lines can be in this database. One function
 * call writes header, lines, reservations and an outbox row under an idempotency key, guards the
 * stock and commits. No sign-in, no price, no promise, no choice of node.
 */
export async function makeControl({ sql }: Connection, skus: number, nodes: number): Promise<void> {
  await sql.unsafe(`
    create schema bench;
    create table bench.inv (sku int, node int, on_hand int not null, reserved int not null default 0,
      primary key (sku, node), check (reserved <= on_hand)) with (fillfactor = 50);
    insert into bench.inv select s, n, 1000000000, 0
      from generate_series(1, ${skus}) s, generate_series(1, ${nodes}) n;
    create table bench.ord (id bigserial primary key, key text unique, status text not null,
      doc jsonb, created timestamptz default now());
    create table bench.ord_line (order_id bigint, n int, sku int, qty int, primary key (order_id, n));
    create table bench.resv (order_id bigint, n int, sku int, node int, qty int,
      primary key (order_id, n, node));
    create table bench.outbox (id bigserial primary key, topic text, payload jsonb,
      created timestamptz default now());
    create function bench.place(p_key text, skus int[], qtys int[]) returns bigint language plpgsql as $$
    declare oid bigint; taken int;
    begin
      insert into bench.ord (key, status, doc) values (p_key, 'NEW', '{"c":"x"}')
        on conflict (key) do nothing returning id into oid;
      if oid is null then
        select id into oid from bench.ord where key = p_key;
        return oid;
      end if;
      insert into bench.ord_line
        select oid, o, s, q from unnest(skus, qtys) with ordinality t(s, q, o);
      insert into bench.outbox (topic, payload)
        values ('order.created', jsonb_build_object('id', oid));
      with u as (
        update bench.inv set reserved = reserved + t.q
        from unnest(skus, qtys) with ordinality t(s, q, o)
        where inv.sku = t.s and inv.node = 1 and inv.on_hand - inv.reserved >= t.q
        returning t.o, inv.sku, t.q)
      insert into bench.resv select oid, o, sku, 1, q from u;
      get diagnostics taken = row_count;
      if taken <> array_length(skus, 1) then raise exception 'out of stock'; end if;
      return oid;
    end $$;
    create table bench.naive (id int primary key, available int not null);
    create table bench.naive_sold (at timestamptz default now());
    analyze bench.inv;`);
}

/**
 * The naive arm: look, then take, in two statements, as shops do that oversell. It has to oversell
 * in the run that claims not to; otherwise the run proves nothing.
 */
export async function sellNaively(
  { sql }: Connection,
  { stock, attempts, connections }: { stock: number; attempts: number; connections: number },
): Promise<{ readonly sold: number; readonly oversold: number }> {
  await sql`insert into bench.naive (id, available) values (1, ${stock})
    on conflict (id) do update set available = excluded.available`;
  await sql`truncate bench.naive_sold`;
  let left = attempts;
  const seller = async () => {
    while (left-- > 0) {
      const [row] = await sql<
        { available: number }[]
      >`select available from bench.naive where id = 1`;
      if (row !== undefined && row.available > 0) {
        await sql`update bench.naive set available = ${row.available - 1} where id = 1`;
        await sql`insert into bench.naive_sold default values`;
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, seller));
  const [sold] = await sql<{ n: number }[]>`select count(*)::int as n from bench.naive_sold`;
  const n = sold?.n ?? 0;
  return { sold: n, oversold: Math.max(0, n - stock) };
}
