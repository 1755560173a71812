import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createDatabaseFolder } from '../server/testing/database-folder.ts'
import { runScript } from '../server/testing/run-script.ts'

const folder = await createDatabaseFolder()

describe('npm run search', () => {
  const run = (script: string, ...args: string[]) => runScript(folder.path, script, args)
  before(async () => {
    const documents = join(folder.path, 'documents')
    mkdirSync(documents)
    writeFileSync(
      join(documents, 'paniers.md'),
      '# Paniers\n\nUn panier abandonné se relance une heure après.',
    )
    const { code, stderr } = await run('ingest.ts', documents, '--agent', 'audrey')
    assert.equal(code, 0, stderr)
  })
  after(() => folder[Symbol.dispose]())

  it('shows what is found, by which scores, and to a program the same', async () => {
    const question = ['Quand relancer un panier abandonné ?', '--agent', 'audrey']
    const { code, stdout, stderr } = await run('search.ts', ...question)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^rang +score +mots/m)
    assert.match(stdout, /✓ cité\n +audrey · Paniers\n/)
    const { candidates } = JSON.parse((await run('search.ts', ...question, '--json')).stdout)
    assert.equal(candidates[0].document, 'paniers.md')
  })

  it('says what it lacks', async () => {
    assert.match((await run('search.ts', 'bonjour', '--agent', 'zoe')).stderr, /Spécialiste inconnue : zoe/)
    assert.match((await run('search.ts')).stderr, /Il manque la question/)
  })
})
