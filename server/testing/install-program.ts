import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const patience = 300_000
/** Whoever calls apt-get holds it: its own lists have a lock that nobody waits for (deploy/docker/stand-in-base.sh too). */
export const aptLock = join(tmpdir(), 'chatbot-v2-apt.lock')

/**
 * The path of a program that a test needs. Where it is missing, Debian's packages are installed first, which takes root.
 * Throws with what to install where that cannot be done, and after five minutes where the archive does not answer.
 */
export function installProgram(
  program: string,
  packages: readonly string[],
  path = `${process.env.PATH}:/usr/sbin:/sbin`,
): string {
  const found = findProgram(program, path)
  if (found !== undefined) return found
  const needs = `${program} is not here: apt-get install ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || findProgram('apt-get', path) === undefined)
    throw new Error(`${needs}, as root, on Debian`)
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=240']
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, stderr, error } = spawnSync('flock', [aptLock, 'apt-get', ...options, ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      encoding: 'utf8',
      timeout: patience,
    })
    if (status !== 0) throw new Error(`${needs}: ${error?.message ?? stderr}`)
  }
  const installed = findProgram(program, path)
  if (installed === undefined) throw new Error(`${needs} brought none`)
  return installed
}

function findProgram(program: string, path: string): string | undefined {
  const { stdout } = spawnSync('/bin/sh', ['-c', 'command -v "$0"', program], {
    env: { PATH: path },
    encoding: 'utf8',
  })
  return stdout.trim() || undefined
}
