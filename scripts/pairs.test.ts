import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runScript } from '../server/testing/run-script.ts'

describe('npm run pairs', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pairs-'))
  })
  after(() => rmSync(folder, { recursive: true }))
  const pairs = (...args: string[]) => runScript(folder, 'pairs.ts', args)

  it('loads a file for whom it names, lists and removes', async () => {
    const file = join(folder, 'questions.csv')
    const rows = ['agent;question;réponse', 'audrey;Quel prix ?;30 €', 'Carole;Quand publier ?;Le mardi.']
    writeFileSync(file, [...rows, 'carole;quand publier;Le jeudi.'].join('\n'))
    const loaded = await pairs('import', 'questions.csv')
    assert.equal(loaded.stderr, '')
    assert.match(loaded.stdout, /^audrey {3}⚠ 1 paire · /)
    assert.match(loaded.stdout, /\ncarole {3}⚠ 2 paires · [\s\S]*✗ 1 contradiction/)

    // Carole has none any more: hers go, and so does the contradiction.
    writeFileSync(file, rows.slice(0, 2).join('\n'))
    const again = await pairs('import', 'questions.csv')
    assert.match(again.stdout, /carole {3}− retiré/)
    const list = await pairs()
    const id = /^([0-9a-f]{8}) {2}audrey · Quel prix \?\n {10}→ 30 €\n\n1 paire dans 1 fichier\n$/.exec(
      list.stdout,
    )?.[1]
    assert.ok(id, list.stdout)
    assert.match(
      (await pairs('delete', id, '--yes')).stdout,
      /^Retirée : « Quel prix \? » \(audrey\)\nElle est encore/,
    )
  })

  it('says what is wrong with what it is given', async () => {
    writeFileSync(join(folder, 'prix.csv'), 'offre;prix\nA;12')
    const wrong = await pairs('import', 'prix.csv')
    assert.match(wrong.stderr, /pas de paire\. Il faut une colonne « question »/)
    assert.equal(wrong.code, 2)
    assert.match((await pairs('effacer')).stderr, /^Action inconnue : effacer/)
  })
})
