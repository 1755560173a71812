import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Passage } from '../operations/search-knowledge.ts'
import { attemptsAt } from './read-follow-up.ts'

function passage(content: string): Passage {
  const known = {
    chunkId: content,
    documentId: content,
    owner: 'audrey',
    filename: 'guide.md',
    title: 'Guide',
  }
  const more = { section: null, page: null, url: null, position: 0, lexical: 0.6, score: 1 }
  return { ...known, ...more, content } as unknown as Passage
}

const candle = passage('La bougie brûle trente heures. La bougie est en cire.')
const soap = passage('Le savon dure un mois. Son parfum est la lavande.')
const found = [soap, candle]

/** What is read, each time in how many passages. */
function attempts(own: string, about: string) {
  const search = about === '' ? own : `${about} ${own}`
  return attemptsAt({ search, own, about }, about === '' ? [own] : [own, search], found).map(
    ({ question, passages }) => [
      question,
      passages.map(({ content }) => found.findIndex(p => p.content === content)),
    ],
  )
}

describe('attemptsAt', () => {
  it('reads what stands alone in all that was found', () => {
    assert.deepEqual(attempts('Quel parfum a le savon ?', ''), [['Quel parfum a le savon ?', [0, 1]]])
  })

  it('reads what says nothing itself with what it leans on, and only there', () => {
    assert.deepEqual(attempts('combien de temps ?', 'C’est quoi la bougie ?'), [
      ['C’est quoi la bougie ? combien de temps ?', [1]],
    ])
  })

  it('looks for what it says there first, then anywhere', () => {
    const [first, second] = attempts('quel parfum ?', 'C’est quoi la bougie ?')
    assert.deepEqual(first, ['quel parfum ?', [1]])
    assert.deepEqual(second, ['quel parfum ?', [0, 1]])
  })

  it('looks nowhere else for what means the thing that was asked about', () => {
    const all = attempts('c’est parfumé ?', 'C’est quoi la bougie ?')
    assert.deepEqual(all, [
      ['c’est parfumé ?', [1]],
      ['C’est quoi la bougie ? c’est parfumé ?', [1]],
    ])
  })

  it('looks anywhere for another thing that it names', () => {
    assert.deepEqual(attempts('et pour le savon ?', 'C’est quoi la bougie ?')[0], [
      'et pour le savon ?',
      [0, 1],
    ])
  })

  it('looks anywhere where nothing found is about the earlier subject', () => {
    assert.deepEqual(attempts('combien de temps ?', 'C’est quoi le macramé ?'), [
      ['C’est quoi le macramé ? combien de temps ?', [0, 1]],
    ])
  })
})
