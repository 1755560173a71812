import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadTeam } from './load-team.ts'
import { TeamFilesError } from './parse-team.ts'

const persona =
  '---\nid: nadia\nname: Nadia\nemoji: ✨\ncolour: "#112233"\ndescription: x\nexamples: [a]\n---\nTu'

test('reads the Markdown files of a folder, hidden and draft files left aside', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'agents-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'team.md'), '---\nname: Studio\n---\n')
  await writeFile(join(folder, 'nadia.md'), persona)
  for (const other of ['_draft.md', '.hidden.md', 'notes.txt', 'README.md'])
    await writeFile(join(folder, other), 'x')
  const { team, personas } = await loadTeam(folder)
  assert.equal(team.name, 'Studio')
  assert.deepEqual(
    personas.map(({ id }) => id),
    ['nadia'],
  )
})

test('a folder that is not there is one clear line', async () => {
  await assert.rejects(loadTeam('/nowhere/agents'), (error: unknown) => {
    assert.ok(error instanceof TeamFilesError)
    assert.deepEqual(error.problems, ['/nowhere/agents : dossier illisible (ENOENT)'])
    return true
  })
})
