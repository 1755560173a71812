#!/usr/bin/env bash
# A throw-away PostgreSQL with pgvector, for tests (.ci/run).
#
#   scripts/postgres-server.sh start    prints its URL, and nothing else, on standard output
#   scripts/postgres-server.sh stop     stops it and removes its files
#
# Uses PostgreSQL 15, the oldest we support, when it is there, else the newest that is. As root on Debian or Ubuntu it
# installs what is missing, and builds pgvector from the distribution's own source package when there is no binary of
# at least 0.8. The URL's role is an ordinary owner, no superuser: what it cannot do, many operators cannot either.
set -euo pipefail
cd "$(dirname "$0")/.."
state=node_modules/.cache/chatbot-v2/postgres-server

install_packages() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "missing: $* (install them)" >&2; return 1; }
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2 || {
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
  }
}

# Prints the folder of a server's programs, or nothing.
find_server() {
  local candidate
  for candidate in /usr/lib/postgresql/15/bin $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    [ -x "$candidate/initdb" ] && { echo "$candidate"; return; }
  done
}

# True when the server at $1 has pgvector 0.8 or later.
has_pgvector() {
  local version
  version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" "$("$1/pg_config" --sharedir)/extension/vector.control" 2>/dev/null)
  [ -n "$version" ] && printf '0.8\n%s\n' "$version" | sort -VC
}

# Builds pgvector for the server at $1 from Debian's source package; the release after this one has it when this one's is old.
build_pgvector() {
  local server=$1 major folder mirror options
  major=$(basename "$(dirname "$server")")
  # The headers: its makefiles come with the client alone.
  [ -f "$("$server/pg_config" --includedir-server)/postgres.h" ] || install_packages "postgresql-server-dev-$major"
  command -v gcc >/dev/null && command -v make >/dev/null && command -v dpkg-source >/dev/null ||
    install_packages gcc make libc6-dev dpkg-dev
  mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  [ -n "$mirror" ] || mirror=$(awk '/^deb / {for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) {print $i; exit}}' /etc/apt/sources.list)
  folder=$(mktemp -d)
  chmod 755 "$folder"
  # A sources list of its own, so that the machine's stays as it is.
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$folder/sources.list"
  options=(-q -o "Dir::Etc::SourceList=$folder/sources.list" -o "Dir::Etc::SourceParts=$folder/none"
    -o "Dir::State::Lists=$folder/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
  mkdir -p "$folder/lists/partial"
  apt-get "${options[@]}" update >&2
  (cd "$folder" && apt-get "${options[@]}" source pgvector) >&2
  # No -march=native: what is built here may be kept and run on another machine.
  make -C "$folder"/pgvector-*/ -s -j2 OPTFLAGS= PG_CONFIG="$server/pg_config" install >&2
  rm -rf "$folder"
}

as_server_user() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 20000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start() {
  local server folder port
  if [ -e "$state" ]; then stop; fi
  server=$(find_server)
  if [ -z "$server" ]; then
    install_packages postgresql
    server=$(find_server)
  fi
  command -v psql >/dev/null || install_packages postgresql-client
  has_pgvector "$server" || build_pgvector "$server"

  folder=$(mktemp -d "${TMPDIR:-/tmp}/chatbot-v2-postgres.XXXXXX")
  mkdir -p "$(dirname "$state")"
  printf '%s\n%s\n' "$server" "$folder" >"$state"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  as_server_user "$server/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >&2
  port=$(free_port)
  as_server_user "$server/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c fsync=off" start >&2 ||
    { cat "$folder/log" >&2; return 1; }
  # pgvector is for a superuser to create: every new database of this server has it from the template.
  psql -q -h 127.0.0.1 -p "$port" -U postgres -d template1 -c 'create extension vector' >&2
  # Supabase's roles beside an owner, so that what we grant and refuse them is tested too.
  psql -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U postgres -d postgres >&2 <<'SQL'
create role chatbot login createdb;
create role anon;
create role authenticated;
create role service_role bypassrls;
create role authenticator login noinherit;
grant anon, authenticated, service_role to chatbot, authenticator;
alter role authenticator set statement_timeout = '8s';
alter role authenticated set statement_timeout = '8s';
alter role anon set statement_timeout = '3s';
create database chatbot owner chatbot;
SQL
  echo "postgres://chatbot@127.0.0.1:$port/chatbot"
}

stop() {
  local server folder
  [ -e "$state" ] || return 0
  { read -r server; read -r folder; } <"$state"
  as_server_user "$server/pg_ctl" -D "$folder/data" -m immediate stop >&2 || true
  rm -rf "$folder" "$state"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  *) echo "usage: $0 start|stop" >&2; exit 2 ;;
esac
