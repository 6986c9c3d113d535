/**
 * Who may know whom. Arrows point down only:
 * app → server/api → server/oms → server/shell → db, and the pure core below them all.
 */

/** Files of the domain that only compute. */
const PURE =
  "^server/oms/(kernel/|[^/]+/(types[a-z-]*|machine|decide[a-z-]*|schema[a-z-]*|events)\\.ts$)";

/** Which domain may know which. A new arrow is a decision; each lists only domains above it. */
const KNOWS = {
  exceptions: [],
  catalog: [],
  customers: ["catalog"],
  network: [],
  scarcity: [],
  pricing: ["catalog", "customers"],
  inventory: ["exceptions", "catalog", "network", "scarcity"],
  orders: ["exceptions", "catalog", "customers", "network", "pricing"],
  sourcing: ["scarcity", "catalog", "customers", "network", "inventory", "orders"],
  allocation: [
    "scarcity",
    "exceptions",
    "catalog",
    "customers",
    "network",
    "inventory",
    "orders",
    "sourcing",
  ],
  intake: [
    "scarcity",
    "exceptions",
    "catalog",
    "customers",
    "network",
    "pricing",
    "inventory",
    "orders",
    "sourcing",
    "allocation",
  ],
  webhooks: ["exceptions", "catalog", "network", "scarcity", "inventory", "orders"],
  rehearsal: ["catalog", "customers", "network", "inventory", "orders", "sourcing", "allocation"],
  fulfillment: [
    "exceptions",
    "catalog",
    "customers",
    "network",
    "inventory",
    "orders",
    "sourcing",
    "allocation",
  ],
  changes: [
    "catalog",
    "customers",
    "network",
    "pricing",
    "inventory",
    "orders",
    "sourcing",
    "allocation",
    "intake",
    "fulfillment",
  ],
  imports: [
    "catalog",
    "customers",
    "network",
    "pricing",
    "inventory",
    "orders",
    "sourcing",
    "intake",
    "fulfillment",
  ],
  backorders: ["exceptions", "catalog", "customers", "orders", "allocation", "changes"],
  notifications: ["customers", "orders", "intake", "fulfillment", "backorders"],
  reporting: [
    "exceptions",
    "catalog",
    "customers",
    "network",
    "inventory",
    "orders",
    "fulfillment",
  ],
  // Last, because what solves a problem may lie in any domain; nobody knows the desk.
  desk: [
    "exceptions",
    "changes",
    "catalog",
    "customers",
    "network",
    "inventory",
    "orders",
    "sourcing",
    "allocation",
    "fulfillment",
    "backorders",
  ],
};

const domains = Object.keys(KNOWS);
for (const [at, [domain, known]] of Object.entries(KNOWS).entries()) {
  for (const other of known) {
    if (domains.indexOf(other) >= at) {
      throw new Error(`${domain} must not know ${other}: it does not stand above it`);
    }
  }
}

const domainOrder = Object.entries(KNOWS).map(([domain, known]) => ({
  name: `${domain}-keeps-its-place`,
  comment: `${domain} knows only the kernel${known.map((name) => `, ${name}`).join("")}`,
  severity: "error",
  from: { path: `^server/oms/${domain}/` },
  to: { path: "^server/oms/", pathNot: `^server/oms/(${["kernel", domain, ...known].join("|")})/` },
}));

/** What turns the wheels of the domains, and so has to know them. */
const ENGINE = "^server/shell/(worker|subscriptions|jobs|periodic)[a-z-]*\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...domainOrder,
    {
      name: "every-domain-has-its-place",
      comment: "a folder of server/oms that KNOWS does not list could know everybody",
      severity: "error",
      from: { path: "^server/oms/[^/]+/", pathNot: `^server/oms/(kernel|${domains.join("|")})/` },
      to: {},
    },
    {
      name: "no-cycles",
      comment: "two files may know each other's types, not each other's code",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "pure-core-knows-only-the-pure-core",
      comment: "types, machine, decide, schema, events and the kernel: same in, same out",
      severity: "error",
      from: { path: PURE },
      to: { pathNot: [PURE, "(^|/)node_modules/zod/"] },
    },
    {
      name: "the-domain-knows-no-transport",
      severity: "error",
      from: { path: "^server/(oms|shell)/" },
      to: {
        path: [
          "^(app|components|emails|tests)/",
          "^server/(api|auth|cli|start)",
          "(^|/)node_modules/(next|next-auth|react|react-dom|@trpc)/",
        ],
      },
    },
    {
      name: "the-shell-knows-only-the-kernel",
      comment: "defineCommand and its like serve every domain, so they run without any",
      severity: "error",
      from: { path: "^server/shell/", pathNot: ENGINE },
      to: {
        path: "^server/oms/",
        pathNot: "^server/oms/kernel/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "no-call-outside-within-a-transaction",
      comment: "commands and stores run inside one; handlers and the worker call the adapters",
      severity: "error",
      from: { path: "^server/oms/[^/]+/(commands/|store|queries)" },
      to: { path: "^server/integrations/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-the-domain-touches-stores",
      comment: "everybody else calls commands and queries; the demo world is loaded in bulk",
      severity: "error",
      from: { pathNot: ["^server/oms/", "^tests/", "^db/seed/"] },
      to: { path: "^server/oms/[^/]+/store[a-z-]*\\.ts$" },
    },
    {
      name: "pages-come-through-the-api",
      comment: "one gate: what a page reads has passed a procedure, hence a right and the wall",
      severity: "error",
      from: { path: "^(app|components)/", pathNot: "^app/api/" },
      to: {
        path: [
          "^server/(oms|shell|cli|start)",
          "^db/",
          "(^|/)node_modules/(drizzle-orm|postgres)/",
        ],
        pathNot: [PURE],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "components-know-no-server",
      comment: "types and pure decisions only, so that they can be drawn anywhere",
      severity: "error",
      from: { path: "^components/" },
      to: {
        path: ["^app/", "^server/", "^db/"],
        pathNot: [PURE],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "the-edge-writes-no-sql",
      severity: "error",
      from: { path: "^(app/api|server/api|server/cli)/" },
      to: { path: ["^db/schema/", "(^|/)node_modules/drizzle-orm/"] },
    },
    {
      name: "mails-are-plain",
      comment: "a template draws what it is given, written as on screen; it fetches nothing",
      severity: "error",
      from: { path: "^emails/" },
      to: {
        path: ["^(app|components|db|server)/"],
        pathNot: [PURE, "^components/format\\.ts$"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "db-knows-only-the-pure-core",
      comment: "the demo world places its orders as everybody does, through the commands",
      severity: "error",
      from: { path: "^db/", pathNot: "^db/seed/" },
      to: { path: ["^(app|components|emails|tests)/", "^server/", "^db/seed/"], pathNot: [PURE] },
    },
    {
      name: "nobody-imports-tests",
      severity: "error",
      from: { pathNot: "^tests/" },
      to: { path: "^tests/" },
    },
    {
      name: "the-product-runs-without-dev-dependencies",
      severity: "error",
      from: { path: "^(app|components|db|emails|server)/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "what-is-imported-exists",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.next" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
