#!/usr/bin/env bash
# Met chatbot-v2 à jour sans coupure, derrière nginx et ses fichiers de deploy/nginx :
#   deploy/update.sh                        une installation Docker, depuis le dossier de docker-compose.yml (après git pull)
#   deploy/update.sh processes DOSSIER      des processus : DOSSIER est celui de la nouvelle version
# La nouvelle version démarre à côté de l'ancienne, sur l'autre port. Dès qu'elle est prête, nginx lui donne les nouvelles
# questions ; l'ancienne finit ses réponses, puis s'arrête. La nouvelle revient de la même façon sur le premier port : ce qui
# demande à la machine elle-même (n8n, Prometheus, cron, une commande de la documentation) la trouve où était l'ancienne.
# Si la nouvelle n'est jamais prête, elle seule est arrêtée, et l'ancienne n'a rien su. Interrompu (Ctrl-C, connexion coupée)
# avant le changement, il le défait ; après, il le finit. Tué, relance-le : ce qu'il avait laissé de trop, que rien ne sert,
# s'arrête d'abord.
# Les migrations se font au démarrage : chacune laisse servir la version d'avant. Avec le Caddy de docker-compose.yml
# (profil proxy) au lieu de nginx, qui trouve les deux conteneurs par leur nom, il n'y a rien à lui dire.
#
# Ce qui se règle par l'environnement :
#   PORTS="8000 8001"                               celui qui sert, et celui d'une mise à jour
#   NGINX_SERVERS=/etc/nginx/chatbot-v2/servers.conf  où nginx lit le port qui sert
#   NGINX="nginx"  NGINX_PID=/run/nginx.pid         comment l'appeler, et où il écrit son numéro
#   READY_SECONDS=180  DRAIN_SECONDS=75             combien de temps attendre la nouvelle version, et la fin des réponses
#   APP=/opt/chatbot-v2                             (processes) où sont .env, les liens 8000 et 8001, run/
#   SUPERVISOR=systemd|none                         (processes) qui les tient : chatbot-v2@8000.service, ou personne
set -euo pipefail

PORTS=${PORTS:-8000 8001}
NGINX=${NGINX:-nginx}
NGINX_SERVERS=${NGINX_SERVERS:-/etc/nginx/chatbot-v2/servers.conf}
NGINX_PID=${NGINX_PID:-/run/nginx.pid}
READY_SECONDS=${READY_SECONDS:-180}
DRAIN_SECONDS=${DRAIN_SECONDS:-75}
APP=${APP:-/opt/chatbot-v2}
SUPERVISOR=${SUPERVISOR:-systemd}
DOCKER=${DOCKER:-docker}

# Un terminal fermé n'arrête rien de ce qui doit encore se faire.
say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" 2>/dev/null || true; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# — nginx

# Les ports que sert nginx, un par ligne.
served_ports() { sed -nE 's/^[[:space:]]*server[[:space:]]+127\.0\.0\.1:([0-9]+).*/\1/p' "$NGINX_SERVERS"; }

# Écrit d'un coup le port qui sert : nginx ne lit jamais un fichier à moitié écrit.
serve() {
  printf 'server 127.0.0.1:%s max_fails=0;\n' "$1" >"$NGINX_SERVERS.new"
  chmod 644 "$NGINX_SERVERS.new"
  mv "$NGINX_SERVERS.new" "$NGINX_SERVERS"
  $NGINX -t 2>/dev/null || { $NGINX -t || true; return 1; }
}

nginx_workers() {
  local master
  master=$(cat "$NGINX_PID")
  cat "/proc/$master/task/$master/children"
}

# Recharge nginx et attend que plus rien de neuf n'aille à l'ancien port : ses anciens processus ferment tous.
reload_nginx() {
  local worker deadline=$((SECONDS + 30))
  old_workers=$(nginx_workers)
  $NGINX -s reload 2>/dev/null
  for worker in $old_workers; do
    while is_taking_connections "$worker"; do
      [ $SECONDS -lt $deadline ] || { say "nginx ne se recharge pas : voir son journal."; return 1; }
      sleep 0.1
    done
  done
}

is_taking_connections() {
  local line
  line=$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") || return 1
  [ -n "$line" ] && [[ $line != *'shutting down'* ]]
}

# Ce que nginx avait commencé avec l'ancien port finit de soi-même, en une minute au plus.
wait_for_answers() {
  local worker deadline=$((SECONDS + DRAIN_SECONDS))
  for worker in $old_workers; do
    while [ -d "/proc/$worker" ] && [ $SECONDS -lt $deadline ]; do sleep 0.1; done
  done
}

# — le service

# Vrai quand /ready répond 200. Sans curl : une image ou un serveur minimal n'en a pas.
is_ready() {
  local status
  status=$(timeout 3 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET /ready HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 && head -n 1 <&3' "$1" 2>/dev/null) || return 1
  [[ $status == *' 200 '* ]]
}

# Quelqu'un écoute, quoi qu'il réponde.
is_taken() { timeout 3 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0"' "$1" 2>/dev/null; }

# Un 200 ne suffit pas : un autre programme peut en répondre un sur ce port.
wait_until_ready() {
  local deadline=$((SECONDS + READY_SECONDS))
  until is_ready "$1" && answers_itself "$1"; do
    is_running "$1" || { say "La nouvelle version s’est arrêtée :"; show_log "$1"; return 1; }
    [ $SECONDS -lt $deadline ] || { say "La nouvelle version n’est pas prête après $READY_SECONDS s :"; show_log "$1"; return 1; }
    sleep 0.2
  done
}

# — par Docker : le même service, deux fois, chacun son port

use_docker() {
  publish_host=$(sed -nE 's/^PUBLISH=(.*):[0-9]+$/\1/p' .env 2>/dev/null | tail -n 1)
  # Un port seul vaut, pour compose, toutes les adresses.
  grep -qE '^PUBLISH=[0-9]+$' .env 2>/dev/null && publish_host=0.0.0.0
  publish_host=${publish_host:-127.0.0.1}
  find_versions() {
    [ -f docker-compose.yml ] || fail "Lance ce script depuis le dossier de docker-compose.yml."
    grep -qE "^(DATABASE_URL|SUPABASE_URL)=[\"' ]*[a-z]" .env 2>/dev/null || fail "Avec la base embarquée, une seule version à la fois peut l’ouvrir : fais « docker compose up -d --build » (quelques secondes de coupure), ou passe à Postgres."
    old_id=$(containers_of "$old")
    [ "$(wc -w <<<"$old_id")" = 1 ] || fail "Un chatbot-v2 de docker-compose.yml doit servir le port $old : « docker compose ps », « docker compose up -d »."
    others=$($DOCKER compose ps --all --quiet chatbot-v2 | grep -vxF "$old_id" | only_services) || true
    old_image=$($DOCKER inspect --format '{{.Image}}' "$old_id")
    image_name=$($DOCKER inspect --format '{{.Config.Image}}' "$old_id")
  }
  build() { $DOCKER compose build chatbot-v2; }
  # Les conteneurs du service à qui ce port a été donné, même de ceux qui n'ont jamais pu démarrer.
  containers_of() {
    local id
    for id in $($DOCKER compose ps --all --quiet chatbot-v2); do
      [ "$($DOCKER inspect --format '{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}}{{end}}{{end}}' "$id")" != "$1" ] || echo "$id"
    done
  }
  # Sans ceux de « docker compose run », qui ne servent rien et qu'il ne faut pas couper.
  only_services() {
    local id
    while read -r id; do
      [ "$($DOCKER inspect --format '{{index .Config.Labels "com.docker.compose.oneoff"}}' "$id")" = True ] || echo "$id"
    done
  }
  # Compose repartirait d'un conteneur de trop, avec son image à lui, au lieu d'en faire un de la nouvelle.
  has_leftover() { [ -n "$others" ]; }
  stop_leftover() {
    local id
    for id in $others; do
      $DOCKER stop --time 45 "$id" >/dev/null
      $DOCKER rm "$id" >/dev/null
    done
  }
  start() {
    PUBLISH=$publish_host:$1 $DOCKER compose up --detach --no-deps --no-recreate --scale chatbot-v2=2 chatbot-v2
    new_id=$(containers_of "$1")
  }
  # Docker redémarre sans fin ce qui s'arrête : une fois suffit pour savoir.
  is_running() { [ "$($DOCKER inspect --format '{{.State.Running}} {{.RestartCount}}' "$new_id" 2>/dev/null)" = 'true 0' ]; }
  # Docker ne le démarre que si le port est à lui ; reste que ce soit l'image qui vient d'être construite.
  answers_itself() {
    is_running &&
      [ "$($DOCKER inspect --format '{{.Image}}' "$new_id")" = "$($DOCKER image inspect --format '{{.Id}}' "$($DOCKER inspect --format '{{.Config.Image}}' "$new_id")")" ]
  }
  show_log() { $DOCKER logs --tail 20 "$new_id" 2>&1 | sed 's/^/    /'; }
  stop_new() {
    local id
    for id in $(containers_of "$1"); do $DOCKER rm --force "$id" >/dev/null; done
    # Sans cela, le prochain « docker compose up » démarrerait ce qui n'a jamais été prêt.
    $DOCKER tag "$old_image" "$image_name"
    remove_images
  }
  # Celles de chatbot-v2 qui n'ont plus de nom, et dont aucun conteneur n'est fait.
  remove_images() { $DOCKER image prune --force --filter label=org.opencontainers.image.title=chatbot-v2 >/dev/null || true; }
  # Le prochain « docker compose up » trouve ce port, et ne change rien.
  keep_new() {
    sed -i --follow-symlinks -e '/^PUBLISH=/d' -e '$a\' .env &&
      printf 'PUBLISH=%s:%s\n' "$publish_host" "$2" >>.env
  }
  stop_old() {
    $DOCKER stop --time 45 "$old_id" >/dev/null
    $DOCKER rm "$old_id" >/dev/null
    # Un programme plus ancien que la base ne la sauvegarde pas.
    [ -z "$($DOCKER compose ps --quiet backup 2>/dev/null)" ] || $DOCKER compose up --detach --no-deps backup
    remove_images
  }
}

# Rien à changer devant : le port qui sert est celui de .env.
use_caddy() {
  served_ports() { sed -nE 's/^PUBLISH=(.*:)?([0-9]+)$/\2/p' .env | tail -n 1 | grep . || echo 8000; }
  serve() { :; }
  reload_nginx() { old_workers=''; }
}

# — par processus : une version par port

use_processes() {
  release=$(cd "$1" && pwd) || fail "Il n’y a pas de dossier $1."
  [ -f "$release/server/main.ts" ] || fail "$release n’est pas une version de chatbot-v2."
  find_versions() { :; }
  build() {
    # Les paquets et le widget d'abord : le démarrage est alors court.
    [ -d "$release/node_modules" ] || (cd "$release" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund)
    [ -f "$release/dist/widget/manifest.json" ] || (cd "$release" && npm run --silent build)
    mkdir -p "$APP/run"
  }
  start() {
    ln -sfn "$release" "$APP/$1"
    # Un seul .env pour toutes les versions.
    [ -e "$release/.env" ] || [ ! -f "$APP/.env" ] || ln -s "$APP/.env" "$release/.env"
    # Après un redémarrage de la machine, les deux valent mieux qu'aucune.
    if [ "$SUPERVISOR" = systemd ]; then systemctl enable --quiet --now "chatbot-v2@$1"; else start_alone "$1"; fi
  }
  has_leftover() {
    if [ "$SUPERVISOR" != systemd ]; then is_ours "$1"; return; fi
    # Aussi quand systemd est en train de le redémarrer.
    case $(systemctl is-active "chatbot-v2@$1") in inactive | failed | unknown) return 1 ;; esac
  }
  stop_leftover() { stop_port "$1"; }
  # Détaché de ce terminal ; le port donné ici l'emporte sur celui de .env. Sans npm, qui s'arrête avec qui l'a lancé.
  start_alone() {
    (
      trap - INT TERM HUP PIPE
      cd "$release"
      node=$(node scripts/with-node.mjs scripts/node-path.ts)
      API_HOST=127.0.0.1 API_PORT=$1 PORT='' exec setsid "$node" --disable-warning=ExperimentalWarning server/main.ts \
        >>"$APP/run/$1.log" 2>&1 </dev/null
    ) &
    echo $! >"$APP/run/$1.pid"
  }
  is_running() {
    if [ "$SUPERVISOR" = systemd ]; then systemctl is-active --quiet "chatbot-v2@$1"; else is_process "$(cat "$APP/run/$1.pid")"; fi
  }
  # Qui écoute sur ce port est ce que ce script a démarré, ou un processus de sa suite (npm démarre node).
  answers_itself() {
    local main pid listening
    if [ "$SUPERVISOR" = systemd ]; then main=$(systemctl show --property MainPID --value "chatbot-v2@$1"); else main=$(cat "$APP/run/$1.pid"); fi
    listening=$(awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && $2 ~ port "$" { print "socket:[" $10 "]" }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    for pid in $(family "$main"); do
      { find "/proc/$pid/fd" -type l -printf '%l\n' 2>/dev/null || true; } | grep -xF "$listening" >/dev/null && return 0
    done
    return 1
  }
  family() {
    local child
    echo "$1"
    for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do family "$child"; done
  }
  # Le numéro écrit là peut être, après un redémarrage de la machine, celui d'un autre programme.
  is_ours() {
    local pid
    pid=$(cat "$APP/run/$1.pid" 2>/dev/null) && is_process "$pid" && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -E 'server/main\.ts|update\.sh' >/dev/null
  }
  is_process() { [ -d "/proc/$1" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }
  show_log() {
    if [ "$SUPERVISOR" = systemd ]; then journalctl --no-pager -n 20 -u "chatbot-v2@$1"; else tail -n 20 "$APP/run/$1.log"; fi | sed 's/^/    /'
  }
  stop_port() {
    if [ "$SUPERVISOR" = systemd ]; then systemctl disable --quiet "chatbot-v2@$1"; systemctl stop "chatbot-v2@$1"; return; fi
    local pid deadline=$((SECONDS + 45))
    is_ours "$1" || { rm -f "$APP/run/$1.pid"; return 0; }
    pid=$(cat "$APP/run/$1.pid")
    # Comme Ctrl-C : nginx ne lui donne plus rien, elle n'a personne à qui annoncer sa fin.
    kill -INT "$pid" 2>/dev/null || true
    while is_process "$pid"; do
      [ $SECONDS -lt $deadline ] || { kill -KILL -- "-$pid" 2>/dev/null || true; break; }
      sleep 0.1
    done
    rm -f "$APP/run/$1.pid"
  }
  stop_new() { stop_port "$1"; }
  keep_new() { [ "$SUPERVISOR" != systemd ] || systemctl disable --quiet "chatbot-v2@$1"; }
  stop_old() { stop_port "$1"; }
}

# — l'histoire

case ${1:-compose} in
  compose) use_docker ;;
  processes) use_processes "${2:?donne le dossier de la nouvelle version}" ;;
  *) fail "usage : $0 [compose | processes DOSSIER]" ;;
esac

lock=$NGINX_SERVERS.lock
if [ ! -f "$NGINX_SERVERS" ]; then
  [ "${1:-compose}" = compose ] && [ -f docker-compose.yml ] && [ -n "$($DOCKER compose ps -q proxy 2>/dev/null)" ] ||
    fail "$NGINX_SERVERS n’existe pas : installe d’abord deploy/nginx (ou donne NGINX_SERVERS)."
  use_caddy
  lock=.env.lock
fi
exec 9>"$lock"
flock -n 9 || fail "Une mise à jour est déjà en cours."
old=$(served_ports)
[ "$(wc -w <<<"$old")" = 1 ] || fail "$NGINX_SERVERS doit avoir une ligne, le port qui sert : il en a $(wc -w <<<"$old")."
is_ready "$old" || { sleep 5; is_ready "$old"; } || fail "La version en service (port $old) n’est pas prête : répare-la d’abord (npm run doctor)."
home=${PORTS%% *}
new=$(tr ' ' '\n' <<<"$PORTS" | grep -vxF "$old" | head -n 1)
[ -n "$new" ] || fail "PORTS=\"$PORTS\" n’a pas d’autre port que $old."

undo() {
  trap '' INT TERM HUP PIPE
  [ $phase != done ] || return 0
  trap - EXIT
  if [ $phase = switch ]; then serve "$old" || true; fi
  if [ $phase = reload ]; then
    if ! serve "$old" || ! reload_nginx; then
      say "nginx ne revient pas au port $old : les deux versions restent en marche. Répare nginx (« nginx -t »), puis relance."
      exit 1
    fi
    wait_for_answers
  fi
  stop_new "$new" 9>&- || true
  if [ -n "$changed" ]; then
    say "La nouvelle version sert, mais sur le port $old : relance ce script pour qu’elle revienne sur le port $home."
  else
    say "Rien n’a changé : l’ancienne version sert toujours (port $old)."
  fi
  exit 1
}

# L'autre port est libre : rien n'y reste d'une mise à jour interrompue, et personne d'autre ne l'a.
clear_port() {
  find_versions
  if has_leftover "$new"; then
    say "Une mise à jour interrompue a laissé une version de trop : elle finit ses réponses et s’arrête."
    # nginx n'a peut-être pas encore lu quel port sert.
    reload_nginx
    wait_for_answers
    stop_leftover "$new" 9>&-
  fi
  ! is_taken "$new" || fail "Le port $new est pris par un autre programme : arrête-le (« ss -ltnp 'sport = :$new' » dit lequel), ou donne d’autres PORTS."
}

# La nouvelle version sur $new, à la place de ce qui sert sur $old.
change() {
  phase=start
  start "$new" 9>&-
  wait_until_ready "$new"
  say "Elle est prête : les nouvelles questions vont à elle."
  phase=switch
  serve "$new"
  phase=reload
  reload_nginx
  phase=done
  # Plus rien à défaire : ni Ctrl-C ni une connexion coupée ne laissent l'ancienne derrière.
  trap '' INT TERM HUP PIPE
  keep_new "$old" "$new" || say "Pour un redémarrage de la machine, note toi-même que le port qui sert est $new."
  say "Le port $old finit ses réponses ($DRAIN_SECONDS s au plus)."
  wait_for_answers
  stop_old "$old" "$new"
}

changed=''
clear_port
phase=start
trap undo EXIT
trap 'exit 1' INT TERM HUP
say "Préparation."
build
say "Démarrage de la nouvelle version (port $new), à côté de l’ancienne (port $old)."
change
if [ "$new" != "$home" ]; then
  changed=yes
  old=$new
  new=$home
  phase=start
  clear_port
  say "La nouvelle version sert (port $old). Elle revient sur le port $new."
  change
fi
say "C’est fait : la nouvelle version sert (port $new)."
