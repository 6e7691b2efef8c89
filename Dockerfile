# Browser libraries, then what is built of them, then the portal itself on a slim Python, as a user without rights.
FROM node:20-bookworm-slim AS libraries
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci

# Python and node side by side: both images stand on the same Debian.
FROM python:3.11-slim-bookworm AS assets
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY --from=libraries /usr/local/bin/node /usr/local/bin/node
COPY --from=libraries /build/node_modules ./node_modules
COPY . .
RUN python script/lib/build_assets.py && pybabel -q compile -d portal/translations && rm -rf node_modules

FROM python:3.11-slim-bookworm
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY --from=assets /app ./
RUN useradd --system --no-create-home escale && mkdir var && chown escale var
USER escale
ENV FLASK_APP=wsgi:app PYTHONUNBUFFERED=1 HOST=0.0.0.0 LOG_FORMAT=json
