import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { createFolder } from '../server/testing/start-product.ts'
import { toFailure } from './command-line.ts'

function failureOf(act: () => void): string {
  try {
    act()
  } catch (error) {
    return toFailure(error, 'visitor').message
  }
  return ''
}

it('a file that cannot be written is named in one line with the reason, and anything else keeps its stack', () => {
  using folder = createFolder()
  const missing = join(folder.path, 'nope', 'x.json')
  assert.equal(
    failureOf(() => writeFileSync(missing, '')),
    `Impossible de lire ou d’écrire ${missing} : il n’existe pas, ou son dossier n’existe pas.`,
  )
  assert.match(
    failureOf(() => writeFileSync(folder.path, '')),
    /c’est un dossier, il faut un fichier\.$/,
  )
  writeFileSync(join(folder.path, 'file'), '')
  assert.match(
    failureOf(() => mkdirSync(join(folder.path, 'file', 'x'))),
    /n’en est pas un\.$/,
  )
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  })
  assert.equal(toFailure(full, 'visitor').message, 'Impossible de lire ou d’écrire : le disque est plein.')
  const other = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  assert.match(toFailure(other, 'visitor').message, /^Erreur inattendue : Error: connect ECONNREFUSED\n/)
})
