# dropd as an image: the folder of drops is /videos, the cache a volume of its own.
#
#   docker build -t dropd .
#   docker run -d --name dropd --restart unless-stopped -v ~/Videos:/videos -v dropd-cache:/cache dropd
#
# Files are written as user 1000; for another one: --user "$(id -u):$(id -g)".
ARG BASE=debian:bookworm-slim
FROM ${BASE}

RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv tini tzdata util-linux \
    && rm -rf /var/lib/apt/lists/*

COPY . /src
# A secret `pip` may say where packages come from: docker build --secret id=pip,src=pip.conf .
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    python3 -m venv /opt/dropd \
    && /opt/dropd/bin/pip install --no-cache-dir '/src[piper]' \
    && rm -rf /src \
    # FFmpeg 9 comes with dropd; Debian's is older, slower and 400 MB with its libraries. On PATH for everybody's use.
    && ln -s "$(/opt/dropd/bin/python -c 'import imageio_ffmpeg as i; print(i.get_ffmpeg_exe())')" /usr/local/bin/ffmpeg \
    && useradd --uid 1000 --create-home dropd \
    # The sticky bit, as in /tmp: whoever --user names may write, too.
    && install -d -o dropd -g dropd -m 1777 /videos /cache /state

ENV PATH=/opt/dropd/bin:$PATH \
    DROPD_ROOT=/videos \
    DROPD_CACHE_FOLDER=/cache \
    DROPD_STATE_FOLDER=/state
USER dropd
WORKDIR /videos
VOLUME ["/videos", "/cache"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s --retries=3 CMD ["dropd", "doctor", "--heartbeat"]
ENTRYPOINT ["/usr/bin/tini", "--", "dropd"]
CMD ["run"]
