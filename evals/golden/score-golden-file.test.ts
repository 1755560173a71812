import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadTeam } from '../../server/agents/load-team.ts'
import { ingestFiles } from '../../server/ingest/ingest-files.ts'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { goldenLines } from './golden-lines.ts'
import { passes } from './judge-golden.ts'
import { readGoldenCsv } from './read-golden-csv.ts'
import { scoreGoldenCases } from './score-golden-file.ts'

test('an operator’s table is asked of her own database, of which nothing changes', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  const database = await openTestDatabase()
  t.after(async () => {
    await database.close()
    rmSync(folder, { recursive: true })
  })
  writeFileSync(
    join(folder, 'relance.md'),
    '# Relancer un panier abandonné\n\nUn panier abandonné se relance par email une heure après, puis le lendemain.\n',
  )
  await ingestFiles({ database, paths: [folder], agent: 'audrey' })
  const count = async () =>
    (
      await database.query(
        'select (select count(*) from messages) + (select count(*) from conversations) as rows',
      )
    )[0]
  const before = await count()
  const cases = readGoldenCsv(
    Buffer.from(
      'question;agent;document;réponse\nQuand relancer un panier abandonné par email ?;Audrey;relance.md;une heure après\nQuand relancer un panier abandonné par email ?;Carole;absent.pdf;\n',
    ),
  )
  const { team, personas } = await loadTeam(join(import.meta.dirname, '../../agents'))
  const outcomes = await scoreGoldenCases(cases, {
    database,
    team,
    personas,
    threshold: 0.7,
    initialResults: 20,
  })
  assert.deepEqual(
    outcomes.map(({ verdict }) => passes(verdict)),
    [true, false],
    goldenLines(outcomes, personas).join('\n'),
  )
  assert.equal(outcomes[1]?.documentStored, false)
  assert.deepEqual(await count(), before)
})
