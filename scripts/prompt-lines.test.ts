import assert from 'node:assert/strict'
import { it } from 'node:test'
import { promptLines } from './prompt-lines.ts'

it('shows every message word for word, then the tokens of each part', () => {
  const lines = promptLines(
    {
      messages: [
        { role: 'system', content: 'un deux\ntrois', cacheable: true },
        { role: 'user', content: 'quatre \u001b[31mcinq' },
      ],
      parts: [
        { name: 'team', text: 'un deux\ntrois' },
        { name: 'question', text: 'quatre cinq' },
      ],
    },
    { models: ['a/b', 'c/d'], count: text => text.split(/\s+/).length },
  )
  assert.deepEqual(lines, [
    '━━━ SYSTÈME (gardé en cache par le fournisseur)',
    'un deux',
    'trois',
    '',
    '━━━ VISITEUSE',
    'quatre cinq',
    '',
    '━━━ Tokens (cl100k_base ; chaque modèle compte un peu autrement)',
    '      3  agents/team.md',
    '      2  question',
    '      5  en tout',
    '',
    'Envoyé à a/b, puis, s’il ne répond pas, à c/d.',
  ])
})
