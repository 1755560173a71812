import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from './command-line.ts'
import { parseIngestArguments } from './ingest-arguments.ts'

const owners = ['audrey', 'carole', 'shared']

describe('the words of npm run ingest', () => {
  it('takes paths, an owner and labels in any order', () => {
    const words = [
      'a.md',
      '--tags',
      'vente, email',
      '--agent',
      'shared',
      'docs',
      '--priority=-2',
      '--category',
      'guides',
      '--prune',
    ]
    assert.deepEqual(parseIngestArguments(words, owners), {
      paths: ['a.md', 'docs'],
      agent: 'shared',
      tags: ['vente', 'email'],
      category: 'guides',
      priority: -2,
      dryRun: false,
      prune: true,
      help: false,
    })
  })

  for (const [words, message] of [
    [[], 'Il manque un fichier ou un dossier.'],
    [['docs'], 'Il manque --agent. Possibles : audrey, carole, shared.'],
    [['docs', '--agent', 'team'], 'Agent inconnu : team. Possibles : audrey, carole, shared.'],
    [
      ['docs', '--agent', 'audrey', '--priority', 'haute'],
      '--priority demande un nombre entier, pas « haute ».',
    ],
    [['docs', '--agent', 'audrey', '--wat'], 'Option inconnue ou mal donnée : --wat'],
    [['docs', '--agent'], 'Option inconnue ou mal donnée : --agent'],
  ] as const)
    it(`says what is wrong with "${words.join(' ')}"`, () => {
      assert.throws(
        () => parseIngestArguments(words, owners),
        (error: unknown) => error instanceof UsageError && error.message === message,
      )
    })
})
