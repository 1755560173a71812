// `npm run lock`, after a package was added: completes package-lock.json for every platform.
// npm leaves a platform's optional package out of the lock when the registry at hand does not serve it (a partial
// mirror), and `npm ci` then refuses the lock everywhere. This adds those entries: the version that the depending
// package names, and the platform that the name says. Only such a platform ever downloads them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface LockedPackage {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

export interface Lock {
  packages: Record<string, LockedPackage>
}

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** Adds the entries of optional platform packages that the lock lacks. Returns a new lock, packages sorted as npm does. */
export function completeLock(lock: Lock): Lock {
  const added: Lock['packages'] = {}
  for (const { dev, optionalDependencies } of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      const path = `node_modules/${name}`
      if (lock.packages[path] !== undefined || !/^\d/.test(version)) continue
      added[path] = { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true }
    }
  }
  const packages = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(packages) }
}

function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const parts = name.split(/[/-]/)
  const os = systems.filter(system => parts.includes(system))
  const cpu = processors.filter(processor => parts.includes(processor)).slice(0, 1)
  const libc = os[0] !== 'linux' ? [] : parts.includes('musl') ? ['musl'] : ['glibc']
  return { ...(os.length ? { os } : {}), ...(cpu.length ? { cpu } : {}), ...(libc.length ? { libc } : {}) }
}

if (process.argv[1] === import.meta.filename) {
  const file = join(import.meta.dirname, '../package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock
  writeFileSync(file, `${JSON.stringify(completeLock(lock), null, 2)}\n`)
}
