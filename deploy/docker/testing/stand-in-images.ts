import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { installProgram } from '../../../server/testing/install-program.ts'
import { findPostgres } from '../../../server/testing/start-postgres.ts'
import { buildOptions } from './build-image.ts'
import { type Podman, runProgram } from './podman.ts'

/** What the image of Postgres does at its start, as far as docker-compose.yml relies on it, in our words. */
const startPostgres = `#!/bin/bash
set -euo pipefail
data=/var/lib/postgresql/data
as_server() { setpriv --reuid=999 --regid=999 --clear-groups "$@"; }
if [ ! -s "$data/PG_VERSION" ]; then
  chown 999:999 "$data"
  install --mode=644 /dev/null /tmp/password && echo "$POSTGRES_PASSWORD" >/tmp/password
  as_server initdb --pgdata="$data" --username=postgres --auth-local=trust --auth-host=scram-sha-256 \\
    --pwfile=/tmp/password --no-sync --encoding=UTF8 --locale=C.UTF-8
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  as_server pg_ctl --pgdata="$data" --wait --options='-c listen_addresses= -k /tmp' start
  for script in /docker-entrypoint-initdb.d/*.sh; do as_server bash "$script"; done
  as_server pg_ctl --pgdata="$data" --wait --mode=fast stop
fi
exec setpriv --reuid=999 --regid=999 --clear-groups postgres -D "$data" -c listen_addresses='*' -k /tmp
`

/**
 * Makes what stands in for an image of others that docker-compose.yml names, of this machine's own programs: Debian's
 * Postgres with pgvector, Debian's Caddy. Each on the stand-in for our own base, with which it shares the release of Debian.
 */
export async function buildStandIn(
  podman: Podman,
  which: 'postgres' | 'caddy',
  { image, base }: { image: string; base: string },
): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), `stand-in-${which}-`))
  try {
    const lines = which === 'postgres' ? await layOutPostgres(context) : layOutCaddy(context)
    writeFileSync(join(context, 'Dockerfile'), [`FROM ${base}`, ...lines, ''].join('\n'))
    await podman.do('build', '--quiet', ...buildOptions, '--tag', image, context)
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

async function layOutPostgres(context: string): Promise<string[]> {
  const programs = findPostgres()
  const [library, share] = [dirname(programs), dirname(programs).replace('/lib/', '/share/')]
  const root = join(context, 'root')
  for (const path of [library, share]) cpSync(path, join(root, path), { recursive: true })
  for (const file of await findLibraries([
    ...['postgres', 'psql', 'initdb', 'pg_ctl', 'pg_isready'].map(name => join(programs, name)),
    ...['vector', 'plpgsql', 'dict_snowball'].map(name => join(library, `lib/${name}.so`)),
  ])) {
    const folder = join(root, realpathSync(dirname(file)))
    mkdirSync(folder, { recursive: true })
    copyFileSync(file, join(folder, basename(file)))
  }
  writeFileSync(join(root, 'start-postgres'), startPostgres, { mode: 0o755 })
  return [
    'COPY root /',
    'RUN groupadd --system --gid 999 postgres && useradd --system --uid 999 --gid 999 postgres && mkdir -p /var/lib/postgresql/data',
    `ENV PATH=${programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGHOST=/tmp`,
    'STOPSIGNAL SIGINT',
    'CMD ["/start-postgres"]',
  ]
}

async function findLibraries(files: string[]): Promise<string[]> {
  const { stdout } = await runProgram('ldd', files)
  const found = [...stdout.matchAll(/=> (\/\S+)/g)].map(([, path]) => path as string)
  return [...new Set(found)].filter(path => existsSync(path))
}

function layOutCaddy(context: string): string[] {
  copyFileSync(installProgram('caddy', ['caddy']), join(context, 'caddy'))
  return [
    'COPY --chmod=755 caddy /usr/bin/caddy',
    // As Caddy's own image has them.
    'ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data',
    'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]',
  ]
}
