# The app in a container: packages are made in the first stage; the last one has no build tools, runs as an ordinary
# user and needs no writable file system but /tmp. docker-compose.yml brings the database.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY gis ./gis
COPY etl ./etl
COPY app ./app
# An editable install: the code finds sql/ and data/ beside itself, as in a clone.
RUN pip install --no-deps --no-build-isolation -e . \
    && python -m compileall -q gis etl app \
    && pip uninstall -y -q setuptools pip

FROM ${PYTHON_IMAGE}
RUN python -m pip uninstall -y -q pip setuptools wheel \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin mindconnect
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    NUMBA_CACHE_DIR=/tmp/numba \
    MINDCONNECT_HOST=0.0.0.0 \
    MINDCONNECT_PORT=8501
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY .streamlit ./.streamlit
COPY sql ./sql
COPY data ./data
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/livez', timeout=4)"]
CMD ["mindconnect", "serve"]
