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
      '--priority',
      '-5',
      '--category',
      'guides',
      '--prune',
    ]
    assert.deepEqual(parseIngestArguments(words, owners), {
      paths: ['a.md', 'docs'],
      web: null,
      agent: 'shared',
      tags: ['vente', 'email'],
      category: 'guides',
      priority: -5,
      dryRun: false,
      prune: true,
      help: false,
    })
  })

  it('takes addresses, and how far they lead', () => {
    const webOf = (...words: string[]) => parseIngestArguments([...words, '--agent', 'audrey'], owners).web
    const start = 'https://exemple.fr/'
    assert.deepEqual(webOf('https://exemple.fr#haut'), { starts: [start], scope: 'page', maxPages: 500 })
    assert.equal(webOf(start, '--sitemap')?.scope, 'sitemap')
    assert.deepEqual(webOf(start, '--site', '--max-pages', '1'), {
      starts: [start],
      scope: 'site',
      maxPages: 1,
    })
  })

  for (const [words, message] of [
    [[], 'Il manque un fichier, un dossier ou une adresse.'],
    [['docs'], 'Il manque --agent. Possibles : audrey, carole, shared.'],
    [['docs', '--agent', 'team'], 'Agent inconnu : team. Possibles : audrey, carole, shared.'],
    [
      ['docs', '--agent', 'audrey', '--priority', 'haute'],
      '--priority demande un nombre entier de -5 à 5, pas « haute ».',
    ],
    [
      ['docs', '--agent', 'audrey', '--priority', '-6'],
      '--priority demande un nombre entier de -5 à 5, pas « -6 ».',
    ],
    [['docs', '--agent', 'audrey', '--wat'], 'Option inconnue ou mal donnée : --wat'],
    [
      ['docs', 'https://exemple.fr', '--agent', 'audrey'],
      'Les fichiers et les adresses se chargent séparément : lance la commande deux fois.',
    ],
    [
      ['docs', '--site', '--agent', 'audrey'],
      '--sitemap, --site et --max-pages vont avec une adresse, comme https://exemple.fr',
    ],
    [
      ['https://exemple.fr', '--site', '--sitemap', '--agent', 'audrey'],
      '--sitemap ou --site, pas les deux.',
    ],
    [
      ['https://exemple.fr', '--max-pages', '501', '--agent', 'audrey'],
      '--max-pages demande un nombre de 1 à 500, pas « 501 ».',
    ],
    [
      ['file:///etc/passwd', '--agent', 'audrey'],
      'file:///etc/passwd : une adresse commence par https:// ou http://',
    ],
    [['http:/\\evil', '--agent', 'audrey'], 'http:/\\evil : une adresse commence par https:// ou http://'],
    [['docs', '--agent'], 'Option inconnue ou mal donnée : --agent'],
  ] as const)
    it(`says what is wrong with "${words.join(' ')}"`, () => {
      assert.throws(
        () => parseIngestArguments(words, owners),
        (error: unknown) => error instanceof UsageError && error.message === message,
      )
    })
})
