import { catalogRouter } from "./routers/catalog";
import { customersRouter } from "./routers/customers";
import { fulfillmentRouter } from "./routers/fulfillment";
import { networkRouter } from "./routers/network";
import { ordersRouter } from "./routers/orders";
import { createCallerFactory, router } from "./trpc";

export const appRouter = router({
  catalog: catalogRouter,
  customers: customersRouter,
  fulfillment: fulfillmentRouter,
  network: networkRouter,
  orders: ordersRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
