#!/usr/bin/env bash
# What deploy/update.sh asks of Docker, answered with processes, for a test: an image is a copy of the folder that
# $STAND_IN/source names, a container a process of it on the port of PUBLISH. Anything else that is asked is refused.
set -euo pipefail
folder=$PWD
cd "$STAND_IN"
printf '%s\n' "$*" >>calls

is_alive() { [ -d "/proc/$1" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }

case "$*" in
  'compose build chatbot-v2')
    rm -rf image.new && cp -a "$(cat source)" image.new
    mv image.new "image-$(wc -l <calls)" && echo "image-$(wc -l <calls)" >image ;;
  'compose ps -q chatbot-v2') cat ids ;;
  'compose ps -q proxy') if [ -f proxy ]; then cat proxy; fi ;;
  'compose up --detach --no-deps --no-recreate --scale chatbot-v2=2 chatbot-v2')
    id=container-$(wc -l <calls)
    cd "$(cat image)"
    ln -sfn "$folder/.env" .env
    API_HOST=127.0.0.1 API_PORT=${PUBLISH##*:} setsid node --disable-warning=ExperimentalWarning server/main.ts \
      >"$STAND_IN/$id.log" 2>&1 </dev/null &
    echo $! >"$STAND_IN/$id.pid"
    echo "$id" >>"$STAND_IN/ids" ;;
  'inspect --format {{.State.Running}} '*) if is_alive "$(cat "$4.pid")"; then echo true; else echo false; fi ;;
  'logs --tail 20 '*) tail -n 20 "$4.log" ;;
  'stop --time 45 '*)
    kill -TERM "$(cat "$4.pid")"
    while is_alive "$(cat "$4.pid")"; do sleep 0.1; done ;;
  'rm '*)
    id=${*: -1}
    if [ "$2" = --force ]; then kill -KILL "$(cat "$id.pid")" 2>/dev/null || true; fi
    sed -i "/^$id\$/d" ids ;;
  *) echo "the stand-in for Docker does not know: $*" >&2; exit 64 ;;
esac
