import { catalogRouter } from "./routers/catalog";
import { customersRouter } from "./routers/customers";
import { fulfillmentRouter } from "./routers/fulfillment";
import { inventoryRouter } from "./routers/inventory";
import { networkRouter } from "./routers/network";
import { ordersRouter } from "./routers/orders";
import { reportingRouter } from "./routers/reporting";
import { sourcingRouter } from "./routers/sourcing";
import { createCallerFactory, router } from "./trpc";

export const appRouter = router({
  catalog: catalogRouter,
  customers: customersRouter,
  fulfillment: fulfillmentRouter,
  inventory: inventoryRouter,
  network: networkRouter,
  orders: ordersRouter,
  reporting: reportingRouter,
  sourcing: sourcingRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
