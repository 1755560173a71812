import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Podman, runProgram } from './podman.ts'

const root = join(import.meta.dirname, '../../..')

/** Written into every file that must not enter an image. */
export const decoy = 'decoy-5f0c2a91'
const decoys = [
  '.env',
  '.env.production',
  'agents/.env',
  'server/.env',
  'data/base',
  'backups/b.gz',
  '.git/config',
]

/** Docker's own format is the only one with a HEALTHCHECK; the rest is what a sandbox without a registry needs. */
export const buildOptions = ['--format=docker', '--pull=never', '--isolation=chroot', '--network=host']

export interface BuiltImage {
  image: string
  /** Of the stand-in that it is built on. */
  base: string
  seconds: number
}

/**
 * Builds the Dockerfile of this checkout, unchanged, on the stand-in for its base image; what a working folder may also
 * hold (keys, data, history) stands in the build's context as decoys.
 */
export async function buildImage(podman: Podman, tag: string): Promise<BuiltImage> {
  const standIn = await runProgram(join(root, 'deploy/docker/stand-in-base.sh'), [])
  const base = /^image (.*)$/m.exec(standIn.stdout)?.[1]
  if (standIn.code !== 0 || base === undefined)
    throw new Error(`no stand-in for the base:\n${standIn.stderr}`)
  const context = mkdtempSync(join(tmpdir(), 'build-context-'))
  try {
    await copyCheckout(context)
    for (const path of decoys) {
      mkdirSync(dirname(join(context, path)), { recursive: true })
      writeFileSync(join(context, path), `KEY=${decoy}\n`)
    }
    const began = performance.now()
    await podman.do(
      'build',
      ...buildOptions,
      ...['--tag', tag, '--build-arg', 'REVISION=0123456789abcdef', context],
    )
    return { image: tag, base, seconds: (performance.now() - began) / 1000 }
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

/** Copies what git knows of this checkout, and what it would add; a part of it when paths are given. */
export async function copyCheckout(target: string, paths: readonly string[] = []): Promise<void> {
  const list = `git ls-files -z --cached --others --exclude-standard ${paths.join(' ')}`
  const copy = `${list} | tar --create --null --files-from=- --ignore-failed-read | tar --extract --directory="$1"`
  const { code, stderr } = await runProgram('bash', ['-o', 'pipefail', '-c', copy, 'copy', target], {
    cwd: root,
  })
  if (code !== 0) throw new Error(stderr)
}
