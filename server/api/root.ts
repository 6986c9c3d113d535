import { accessRouter } from "./routers/access";
import { allocationRouter } from "./routers/allocation";
import { backordersRouter } from "./routers/backorders";
import { catalogRouter } from "./routers/catalog";
import { changesRouter } from "./routers/changes";
import { customersRouter } from "./routers/customers";
import { exceptionsRouter } from "./routers/exceptions";
import { fulfillmentRouter } from "./routers/fulfillment";
import { importsRouter } from "./routers/imports";
import { inventoryRouter } from "./routers/inventory";
import { liveRouter } from "./routers/live";
import { networkRouter } from "./routers/network";
import { notificationsRouter } from "./routers/notifications";
import { ordersRouter } from "./routers/orders";
import { rehearsalRouter } from "./routers/rehearsal";
import { reportingRouter } from "./routers/reporting";
import { sourcingRouter } from "./routers/sourcing";
import { trackingRouter } from "./routers/tracking";
import { webhooksRouter } from "./routers/webhooks";
import { windowsRouter } from "./routers/windows";
import { createCallerFactory, router } from "./trpc";

export const appRouter = router({
  access: accessRouter,
  allocation: allocationRouter,
  backorders: backordersRouter,
  catalog: catalogRouter,
  changes: changesRouter,
  customers: customersRouter,
  exceptions: exceptionsRouter,
  fulfillment: fulfillmentRouter,
  imports: importsRouter,
  inventory: inventoryRouter,
  live: liveRouter,
  network: networkRouter,
  notifications: notificationsRouter,
  orders: ordersRouter,
  rehearsal: rehearsalRouter,
  reporting: reportingRouter,
  sourcing: sourcingRouter,
  tracking: trackingRouter,
  windows: windowsRouter,
  webhooks: webhooksRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
