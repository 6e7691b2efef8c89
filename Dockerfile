# Browser libraries, what is built of them, then the portal itself on a slim Python, as a user without rights.
# The images are named by version, not by digest: where Escale is developed no image registry can be asked. Whoever runs it can pin them:
# `docker buildx imagetools inspect IMAGE` prints the digest to write behind the name as IMAGE@sha256:….
FROM node:20-bookworm-slim AS libraries
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.11-slim-bookworm AS assets
WORKDIR /build
COPY --from=libraries /usr/local/bin/node /usr/local/bin/node
COPY --from=libraries /build/node_modules ./node_modules
COPY package.json package-lock.json ./
COPY script/lib ./script/lib
COPY portal/static ./portal/static
RUN python script/lib/build_assets.py

FROM python:3.11-slim-bookworm
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=assets /build/portal/static ./portal/static
RUN pybabel -q compile -d portal/translations && useradd --system --no-create-home escale && mkdir var && chown escale var
USER escale
ENV FLASK_APP=wsgi:app PYTHONUNBUFFERED=1 HOST=0.0.0.0 LOG_FORMAT=json
