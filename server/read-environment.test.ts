import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ConfigError } from './config-error.ts'
import { findStrayLines, readEnvironment } from './read-environment.ts'
import { createFolder } from './testing/start-product.ts'

function problemsOf(folder: string): string[] {
  try {
    readEnvironment(folder, {})
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('.env', () => {
  const text = 'MONTHLY_BUDGET_EUR=20\nSITE_URL=https://é.fr\n'

  it('may be absent, and gives way to what is set for real', () => {
    using folder = createFolder()
    assert.deepEqual(readEnvironment(folder.path, { A: '1' }), { A: '1' })
    writeFileSync(join(folder.path, '.env'), text)
    assert.deepEqual(readEnvironment(folder.path, { SITE_URL: 'x' }), {
      MONTHLY_BUDGET_EUR: '20',
      SITE_URL: 'x',
    })
  })

  it('is read from its first line on as Windows saves it, and refused where it is no UTF-8', () => {
    using folder = createFolder()
    const file = join(folder.path, '.env')
    writeFileSync(file, `\uFEFF${text.replaceAll('\n', '\r\n')}`)
    assert.deepEqual(readEnvironment(folder.path, {}), { MONTHLY_BUDGET_EUR: '20', SITE_URL: 'https://é.fr' })
    for (const start of ['', '\uFEFF']) {
      writeFileSync(file, start + text, 'utf16le')
      assert.match(problemsOf(folder.path).join(), /^\.env n’est pas en UTF-8/)
    }
  })

  it('that is a folder is named as one', () => {
    using folder = createFolder()
    mkdirSync(join(folder.path, '.env'))
    assert.match(problemsOf(folder.path).join(), /^\.env est un dossier/)
  })

  it('that gives a variable with a colon is refused, by its line and its name, without its value', () => {
    using folder = createFolder()
    writeFileSync(join(folder.path, '.env'), '# a\nPORT=80\nOPENAI_API_KEY : sk-canari\nWORKERS: 2\n')
    assert.deepEqual(problemsOf(folder.path), [
      '.env, ligne 3 : OPENAI_API_KEY n’y a pas de =, écris OPENAI_API_KEY=valeur',
      '.env, ligne 4 : WORKERS n’y a pas de =, écris WORKERS=valeur',
    ])
  })

  it('has no stray line where there are comments, blanks, exports and values of several lines', () => {
    const good = '# a: b\n\n  \nA=1\n export B = "x"\nC="one\nTWO_X: \n"\nD=\'x\nE=`a`b\nF=a"b\n'
    assert.deepEqual(findStrayLines(good), [])
    assert.deepEqual(findStrayLines(`${good}sk-canari\nA B\n`), [
      { line: 12, name: undefined },
      { line: 13, name: undefined },
    ])
  })
})
