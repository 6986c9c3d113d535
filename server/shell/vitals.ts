/** Whether this installation is well, for those who watch over it: readiness and figures. */
import type { Connection } from "@/db/client";
import { appliedMigrations, latestMigration } from "@/db/migration-state";

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string };

/** A worker that has not been heard of for this long counts as gone. */
const HEARTBEAT_MAX_SECONDS = 60;
/** The database has this long to answer. */
const ANSWER_WITHIN_MS = 3_000;

/** Ready: the database answers, has this version's schema, and a worker is alive. */
export async function readReadiness({ sql }: Connection): Promise<Readiness> {
  try {
    const { latest } = await inTime(appliedMigrations(sql));
    if (latest !== latestMigration) {
      return notReady(`migrations are not current: ${latest}, expected ${latestMigration}`);
    }
    const [beat] = await inTime(readHeartbeatAge(sql));
    if (beat === undefined || beat.seconds === null) {
      return notReady("no worker has started yet");
    }
    return beat.seconds < HEARTBEAT_MAX_SECONDS
      ? { ready: true }
      : notReady(`the worker was last heard of ${Math.round(beat.seconds)} s ago`);
  } catch {
    return notReady("the database does not answer");
  }
}

const notReady = (reason: string): Readiness => ({ ready: false, reason });

const readHeartbeatAge = (sql: Connection["sql"]) => sql<{ seconds: number | null }[]>`
  select extract(epoch from now() - max(beat_at))::float8 as seconds from worker_heartbeat`;

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

type Figure = {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter";
  readonly values: readonly { readonly labels?: string; readonly value: number }[];
};

/** The figures in Prometheus' text format. Those of the database are left out when it is away. */
export async function readMetrics(connection: Connection): Promise<string> {
  const figures = [...processFigures(), ...(await databaseFigures(connection))];
  return figures
    .map(({ name, help, type, values }) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...values.map(({ labels, value }) => `${name}${labels ? `{${labels}}` : ""} ${value}`),
        "",
      ].join("\n"),
    )
    .join("");
}

const gauge = (name: string, help: string, value: number): Figure => ({
  name,
  help,
  type: "gauge",
  values: [{ value }],
});

function processFigures(): Figure[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    gauge("process_resident_memory_bytes", "Memory of the web server.", rss),
    gauge("nodejs_heap_size_used_bytes", "Heap in use by the web server.", heapUsed),
    gauge("process_uptime_seconds", "Age of the web server.", process.uptime()),
    {
      name: "process_cpu_seconds_total",
      help: "CPU time of the web server.",
      type: "counter",
      values: [{ value: (user + system) / 1e6 }],
    },
  ];
}

type Counts = {
  heartbeatAge: number | null;
  outbox: number;
  jobsDue: number;
  jobsDead: number;
  connections: number;
  orders: Record<string, number>;
  exceptions: Record<string, number>;
};

async function databaseFigures({ sql }: Connection): Promise<Figure[]> {
  const up = (value: number) =>
    gauge("ordinate_database_up", "1 when the database answers.", value);
  try {
    const [counts] = await inTime(sql<Counts[]>`select
      (select extract(epoch from now() - max(beat_at))::float8 from worker_heartbeat)
        as "heartbeatAge",
      (select count(*) from outbox) as outbox,
      (select count(*) from job where not is_dead and run_at <= now()) as "jobsDue",
      (select count(*) from job where is_dead) as "jobsDead",
      (select count(*) from pg_stat_activity where datname = current_database()) as connections,
      (select coalesce(jsonb_object_agg(status, n), '{}') from
        (select status, count(*) as n from sales_order group by 1) as s) as orders,
      (select coalesce(jsonb_object_agg(state, n), '{}') from
        (select state, count(*) as n from exception group by 1) as s) as exceptions`);
    return counts === undefined ? [up(0)] : [up(1), ...figuresOf(counts)];
  } catch {
    return [up(0)];
  }
}

function figuresOf(counts: Counts): Figure[] {
  const by = (label: string, of: Record<string, number>) =>
    Object.entries(of).map(([name, value]) => ({ labels: `${label}="${name}"`, value }));
  return [
    gauge("ordinate_database_connections", "Connections to the database.", counts.connections),
    gauge(
      "ordinate_worker_heartbeat_age_seconds",
      "Since the worker was last heard of.",
      counts.heartbeatAge ?? Number.NaN,
    ),
    gauge("ordinate_outbox_events", "Events not handed on yet.", counts.outbox),
    gauge("ordinate_jobs_due", "Jobs whose time has come.", counts.jobsDue),
    gauge("ordinate_jobs_dead", "Jobs out of attempts, waiting for a person.", counts.jobsDead),
    {
      name: "ordinate_orders",
      help: "Orders by status.",
      type: "gauge",
      values: by("status", counts.orders),
    },
    {
      name: "ordinate_exceptions",
      help: "Exceptions by state.",
      type: "gauge",
      values: by("state", counts.exceptions),
    },
  ];
}
