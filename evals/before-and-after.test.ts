import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beforeAndAfter } from './before-and-after.ts'
import { type SetResult, shareOf } from './figure.ts'

const suites = [
  { name: 'routing', title: 'Routing' },
  { name: 'answers', title: 'Answers' },
]
const result = (set: string, figures: SetResult['figures']): SetResult => ({
  suite: 'routing',
  set,
  size: '',
  fingerprint: '',
  figures,
  notes: [],
})

test('figures then and now, of the sets that were scored both times', () => {
  const earlier = {
    of: 'commit abc',
    results: [
      {
        suite: 'routing',
        set: 'x',
        figures: [
          { name: 'accuracy', value: 0.8 },
          { name: 'ECE', value: null },
        ],
      },
      { suite: 'routing', set: 'y', figures: [{ name: 'ECE', value: 0.1 }] },
      { suite: 'answers', set: 'x', figures: [{ name: 'answered', value: 1 }] },
    ],
  }
  assert.equal(
    beforeAndAfter(suites, earlier, [result('x', [shareOf('accuracy', 0.85, 9)]), result('y', [])]),
    `## Before and after (before: commit abc)

Routing:

| set | accuracy | ECE |
| --- | --- | --- |
| x | .800 → .850 |  |
| y |  | .100 → – |`,
  )
})
