# One image for every part of Ordinate. Alone it runs everything, with the embedded PostgreSQL in
# the volume /data; compose.yaml runs its parts apart, with a PostgreSQL of their own.
# Both files were written where no container engine was at hand: read with care, not run.

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN node --import tsx server/start.ts --build && rm -rf .next/cache

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 OMS_DATA_DIR=/data
WORKDIR /app
COPY --chown=node:node . .
COPY --from=dependencies --chown=node:node /app/node_modules node_modules
COPY --from=build --chown=node:node /app/.next .next
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "server/start.ts"]
