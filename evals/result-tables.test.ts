import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measured, type SetResult, shareOf } from './figure.ts'
import { changeTable, suiteTable } from './result-tables.ts'

const result = (set: string, figures: SetResult['figures'], notes: string[] = []): SetResult => ({
  suite: 's',
  set,
  size: '3 / 4',
  fingerprint: '',
  figures,
  notes,
})

test('a column is told when a set has it, with the published figure behind ours', () => {
  const table = suiteTable({ title: 'Search', about: 'How.' }, [
    result(
      'one',
      [{ ...shareOf('recall', 0.5, 3), published: '.49' }, shareOf('AUROC', null, 0)],
      ['one: no x'],
    ),
    result('two', [shareOf('recall', 1, 3), measured('p50 ms', 12.34)]),
  ])
  assert.equal(
    table,
    `## Search

How.

| set | size | recall | p50 ms |
| --- | --- | --- | --- |
| one | 3 / 4 | .500 (.49) |  |
| two | 3 / 4 | 1.000 | 12.3 |

- one: no x`,
  )
})

test('drops come before gains', () => {
  const change = { suite: 's', set: 'x', figure: 'f', from: 0.5, noise: 0.1 }
  const lines = changeTable([
    { ...change, kind: 'gain', to: 0.7 },
    { ...change, kind: 'drop', to: 0.3 },
  ]).split('\n')
  assert.match(lines[2] ?? '', /\*\*drop\*\* .* \.500 \| \.300 \| \.100/)
  assert.match(lines[3] ?? '', /gain .* \.700/)
})
