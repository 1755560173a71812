#!/usr/bin/env bash
# What deploy/update.sh asks of Docker, answered with processes, for a test: an image is a copy of the folder that
# $STAND_IN/source names, a container a process of it on the port of PUBLISH. Anything else that is asked is refused.
# A file `taken` makes the next start fail as a port does that is taken; `backup` is the image of that container.
set -euo pipefail
folder=$PWD
cd "$STAND_IN"
printf '%s\n' "$*" >>calls

is_alive() { [ -f "$1.pid" ] && [ -d "/proc/$(cat "$1.pid")" ] && ! grep -q '^State:.Z' "/proc/$(cat "$1.pid")/status" 2>/dev/null; }

# Compose starts what it has before it makes another.
next_container() {
  local id
  for id in $(cat ids); do
    [ -f "$id.oneoff" ] || is_alive "$id" || { echo "$id"; return; }
  done
  id=container-$(wc -l <calls)
  echo "${PUBLISH##*:}" >"$id.port"
  cp image "$id.image"
  echo "$id" >>ids
  echo "$id"
}

case "$*" in
  'compose build chatbot-v2')
    rm -rf image.new && cp -a "$(cat source)" image.new
    mv image.new "image-$(wc -l <calls)" && echo "image-$(wc -l <calls)" >image ;;
  'compose ps --all --quiet chatbot-v2') cat ids ;;
  'compose ps -q proxy') if [ -f proxy ]; then cat proxy; fi ;;
  'compose ps --quiet backup') if [ -f backup ]; then echo backup; fi ;;
  'compose up --detach --no-deps backup') cp image backup ;;
  'compose up --detach --no-deps --no-recreate --scale chatbot-v2=2 chatbot-v2')
    id=$(next_container)
    if [ -f taken ]; then rm taken; echo "Bind for ${PUBLISH} failed: port is already allocated" >&2; exit 1; fi
    cd "$(cat "$id.image")"
    ln -sfn "$folder/.env" .env
    node=$(node scripts/with-node.mjs scripts/node-path.ts) # the machine's own may be too old
    API_HOST=127.0.0.1 API_PORT=$(cat "$STAND_IN/$id.port") setsid "$node" --disable-warning=ExperimentalWarning server/main.ts \
      >"$STAND_IN/$id.log" 2>&1 </dev/null &
    echo $! >"$STAND_IN/$id.pid" ;;
  'inspect --format {{.State.Running}} {{.RestartCount}} '*) if is_alive "$4"; then echo 'true 0'; else echo 'false 0'; fi ;;
  'inspect --format {{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}}{{end}}{{end}} '*) if [ -f "$4.port" ]; then cat "$4.port"; else echo; fi ;;
  'inspect --format {{index .Config.Labels "com.docker.compose.oneoff"}} '*) if [ -f "$4.oneoff" ]; then echo True; else echo False; fi ;;
  'inspect --format {{.Image}} '*) cat "$4.image" ;;
  'inspect --format {{.Config.Image}} '*) echo chatbot-v2 ;;
  'image inspect --format {{.Id}} chatbot-v2') cat image ;;
  'tag image-'*' chatbot-v2') echo "$2" >image ;;
  'image prune --force --filter label=org.opencontainers.image.title=chatbot-v2')
    for image in image-*; do
      grep -qxF "$image" image backup $(sed 's/$/.image/' ids) 2>/dev/null || rm -r "$image"
    done ;;
  'logs --tail 20 '*) tail -n 20 "$4.log" ;;
  'stop --time 45 '*)
    if is_alive "$4"; then kill -TERM "$(cat "$4.pid")"; fi
    while is_alive "$4"; do sleep 0.1; done ;;
  'rm '*)
    id=${*: -1}
    if [ "$2" = --force ] && is_alive "$id"; then kill -KILL "$(cat "$id.pid")" 2>/dev/null || true; fi
    sed -i "/^$id\$/d" ids ;;
  *) echo "the stand-in for Docker does not know: $*" >&2; exit 64 ;;
esac
