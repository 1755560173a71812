# One image for every road of docs/deploiement.md: compose, Railway, Render, Fly.io, Kubernetes.
# Behind a private npm registry: docker build --secret id=npmrc,src=$HOME/.npmrc .
FROM docker.io/library/node:24.21.0-bookworm-slim AS base
WORKDIR /app

# PID 1 must take over orphans and pass signals on; Node does only the second. The static program needs no library.
FROM base AS init
RUN apt-get -o Acquire::Languages=none update && apt-get install --yes --no-install-recommends tini

# Vite and preact make the widget and stay in this stage.
FROM base AS widget
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY vite.config.ts tsconfig.json ./
COPY scripts scripts
COPY contract contract
COPY widget widget
RUN node scripts/build-widget.ts

FROM base AS packages
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
# Text recognition is optional too, and wanted here: its packages without the other optional ones.
COPY --from=widget /app/node_modules/tesseract.js-core node_modules/tesseract.js-core
COPY --from=widget /app/node_modules/@tesseract.js-data node_modules/@tesseract.js-data
COPY deploy/docker/prune-packages.ts deploy/docker/
RUN node deploy/docker/prune-packages.ts node_modules

FROM base
# An operator's agents/ and knowledge/ can be mounted over ours. No VOLUME: Railway refuses it, compose names its own.
RUN mkdir data backups && chown 1000:1000 data backups \
    && ln -s /app/deploy/docker/check-health.ts /usr/local/bin/curl
COPY --from=init /usr/bin/tini-static /usr/local/bin/tini
COPY --from=packages /app/node_modules node_modules
COPY package.json package-lock.json LICENSE .env.example ./
COPY deploy/docker/check-health.ts deploy/docker/back-up-daily.ts deploy/docker/
COPY database database
COPY knowledge knowledge
COPY agents agents
COPY contract contract
COPY scripts scripts
COPY server server
COPY --from=widget /app/dist dist

# npm runs our commands (docker compose exec chatbot-v2 npm run …) where only /tmp can be written.
ENV npm_config_cache=/tmp/.npm npm_config_update_notifier=false

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="chatbot-v2" \
      org.opencontainers.image.description="A self-hosted team of AI specialists for a website" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-bookworm-slim"

# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "deploy/docker/check-health.ts"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "--disable-warning=ExperimentalWarning", "server/main.ts"]
