# syntax=docker/dockerfile:1
# The bot alone: locked dependencies, no pip and no compiler, no root, nothing written outside /data.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && /opt/build/bin/pip wheel --require-hashes --no-build-isolation --wheel-dir /opt/wheels -r requirements/run.txt
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY bot bot
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /opt/wheels . \
    && python -m venv --without-pip /opt/backfill-bot \
    && /opt/build/bin/pip --python /opt/backfill-bot/bin/python install --no-index --no-deps /opt/wheels/*.whl \
    && /opt/backfill-bot/bin/python -m compileall -q /opt/backfill-bot/lib

FROM python:3.13-slim
LABEL org.opencontainers.image.title="backfill-bot" org.opencontainers.image.licenses="Apache-2.0"
# Pictures of tasks with Chinese names need a font; its version is the distribution's.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 backfill \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin backfill \
    && install -d -o 10001 -g 10001 -m 700 /data
COPY --from=build /opt/backfill-bot /opt/backfill-bot
ENV PATH=/opt/backfill-bot/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/backfill.db HOST=0.0.0.0 PORT=3000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["backfill-bot"]
CMD ["run"]
