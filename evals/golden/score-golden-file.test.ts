import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../../server/database/open-database.ts'
import { ingestFiles } from '../../server/ingest/ingest-files.ts'
import { runScript } from '../../server/testing/run-script.ts'

test('asks an operator’s table of her own database and says in French what fails', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const dataDir = join(folder, 'data')
  writeFileSync(
    join(folder, 'relance.md'),
    '# Relancer un panier abandonné\n\nUn panier abandonné se relance par email une heure après, puis le lendemain.\n',
  )
  const { database } = await openDatabase({ driver: 'embedded', dataDir })
  await ingestFiles({ database, paths: [join(folder, 'relance.md')], agent: 'audrey' })
  await database.close()
  const asked = 'Quand relancer un panier abandonné par email ?'
  const table = join(folder, 'questions.csv')
  writeFileSync(
    table,
    `\uFEFFquestion;agent;document;réponse\r\n${asked};Audrey;relance.md;une heure après\r\n${asked};Carole;absent.pdf;\r\n`,
  )
  const { code, stdout, stderr } = await runScript(folder, '../evals/eval.ts', ['golden', table])
  assert.equal(code, 1, stderr)
  assert.match(stdout, /^1 question sur 2 réussie\./)
  assert.match(stdout, /\| 3 \| Quand relancer.*\| Carole, absent\.pdf \| Audrey \(\d+ %\)/)
  assert.match(stdout, /Aucun document ne s’appelle « absent\.pdf » dans ta base/)
})
