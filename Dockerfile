# justpack in a container. Mount the project and run a command:
#   docker build -t justpack .
#   docker run --rm -v "$PWD:/project" justpack check
FROM python:3.13-slim-trixie AS build

ARG PREFIX=/opt/justpack
WORKDIR /source
COPY LICENSE NOTICE README.md pyproject.toml ./
COPY src ./src
RUN python -m venv "$PREFIX" \
    && "$PREFIX/bin/python" -m pip install --no-cache-dir --disable-pip-version-check . \
    && "$PREFIX/bin/justpack" --version

FROM python:3.13-slim-trixie

COPY --from=build /opt/justpack /opt/justpack
# The cache of compressed files is in a folder that every user can write.
ENV PATH="/opt/justpack/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/cache
USER 65532:65532
WORKDIR /project
ENTRYPOINT ["justpack"]
