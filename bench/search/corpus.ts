import { createEmbeddingSpace } from './embedding-space.ts'
import { createRandomNumbers, createSampler, powerLaw, type RandomNumbers } from './random-numbers.ts'
import { createVocabulary } from './vocabulary.ts'

/** Whose the documents are, in shares of all: the three agents that are asked for, what all share, and others'. */
export const owners = { half: 0.5, twentieth: 0.05, twohundredth: 0.005, shared: 0.02, other: 0.425 }
export type Owner = keyof typeof owners

export interface CorpusDocument {
  id: Buffer
  owner: Owner
  title: number[]
  chunks: { id: Buffer; words: number[]; embedding: Float32Array }[]
}

export interface Question {
  text: string
  kind: 'words' | 'typos' | 'common' | 'long' | 'short'
  embedding: Float32Array
}

export interface Corpus {
  words: string[]
  documents: Generator<CorpusDocument>
  /** Questions about chunks spread over all that `documents` has yielded. */
  questions(count: number): Question[]
}

interface Subject {
  direction: Float32Array
  words: () => number
  owner: Owner
}

/** Enough to ask about a chunk later, without keeping every vector. */
interface Remembered {
  subject: Subject
  document: Float32Array
  own: Float32Array
  words: number[]
}

const starts = [
  'comment',
  'quel est le',
  'je voudrais savoir si',
  'est ce que',
  'ou trouver',
  'pourquoi',
  'combien coute',
]

/** Two neighbouring letters of the longest word change places. */
function misspell(words: string[]): string[] {
  const longest = words.reduce((best, each) => (each.length > best.length ? each : best), '')
  const at = Math.floor(longest.length / 2)
  const wrong =
    longest.slice(0, at - 1) + (longest[at] ?? '') + (longest[at - 1] ?? '') + longest.slice(at + 1)
  return words.map(each => (each === longest ? wrong : each))
}

function createSubjects(
  size: number,
  vocabulary: { known: number; all: number },
  random: RandomNumbers,
  direction: () => Float32Array,
) {
  const count = Math.round(40 * (size / 5000) ** 0.6)
  const names = Object.keys(owners) as Owner[]
  const owner = createSampler(Object.values(owners), random.uniform)
  return Array.from({ length: count }, (): Subject => {
    const words = Array.from({ length: 250 }, (_, at) =>
      at % 2 === 0
        ? 100 + random.below(vocabulary.known - 100)
        : vocabulary.known + random.below(vocabulary.all - vocabulary.known),
    )
    const draw = createSampler(powerLaw(words.length, 1, 4), random.uniform)
    return { direction: direction(), words: () => words[draw()] ?? 0, owner: names[owner()] ?? 'other' }
  })
}

/**
 * A corpus of `size` chunks, of documents of 1 to 19 and of 60 to 260 words each. Of its words, 63 in 100 come as often as
 * in our own French texts (and a tenth of those from the long tail), 25 from the 250 of its subject and 12 from the 15 of its
 * document, so that words cluster as they do in texts. Subjects have sizes by Zipf's law, and an agent to whom most of
 * their documents belong; the vocabulary grows with the corpus (Heaps' law).
 */
export function createCorpus(size: number, seed = 1): Corpus {
  const random = createRandomNumbers(seed)
  const { words, counts } = createVocabulary(Math.round(60_000 * (size / 5000) ** 0.4), random)
  const space = createEmbeddingSpace(random)
  const subjects = createSubjects(size, { known: counts.length, all: words.length }, random, space.direction)
  const drawSubject = createSampler(powerLaw(subjects.length, 0.9), random.uniform)
  const drawKnown = createSampler(counts, random.uniform)
  const drawTail = createSampler(powerLaw(words.length - counts.length, 1, 200), random.uniform)
  const drawOwner = createSampler(Object.values(owners), random.uniform)
  const names = Object.keys(owners) as Owner[]
  const remembered: Remembered[] = []
  const createId = () => {
    const id = Buffer.alloc(16)
    for (let at = 0; at < 16; at += 4) id.writeUInt32BE(random.below(2 ** 32), at)
    id[6] = ((id[6] ?? 0) & 0x0f) | 0x40
    id[8] = ((id[8] ?? 0) & 0x3f) | 0x80
    return id
  }
  const quotas = new Map(names.map(name => [name, Math.round(owners[name] * size)]))

  /** Most of a subject's documents are one agent's, as long as that agent's share is not full. */
  function chooseOwner(subject: Subject): Owner {
    const wished = random.uniform() < 0.7 ? subject.owner : (names[drawOwner()] ?? 'other')
    if ((quotas.get(wished) ?? 0) > 0) return wished
    return names.reduce((best, name) => ((quotas.get(name) ?? 0) > (quotas.get(best) ?? 0) ? name : best))
  }

  function drawWord(subject: Subject, own: readonly number[]): number {
    const kind = random.uniform()
    if (kind < 0.12) return own[Math.floor(own.length * random.uniform() ** 2)] ?? 0
    if (kind < 0.37) return subject.words()
    return random.uniform() < 0.1 ? counts.length + drawTail() : drawKnown()
  }

  function* createDocuments(): Generator<CorpusDocument> {
    let left = size
    while (left > 0) {
      const subject = subjects[drawSubject()]
      if (!subject) throw new Error('no subject')
      const length = Math.min(left, 1 + random.below(19))
      const owner = chooseOwner(subject)
      quotas.set(owner, (quotas.get(owner) ?? 0) - length)
      left -= length
      const direction = space.direction()
      const own = Array.from({ length: 15 }, () => counts.length + random.below(words.length - counts.length))
      const title = [subject.words(), own[0] ?? 0, subject.words(), own[1] ?? 0]
      const chunks = Array.from({ length }, () => {
        const itself = space.direction()
        const said = Array.from({ length: 60 + random.below(200) }, () => drawWord(subject, own))
        const one = {
          id: createId(),
          words: said,
          embedding: space.embed(subject.direction, direction, itself),
        }
        if (random.uniform() < 2000 / size)
          remembered.push({ subject, document: direction, own: itself, words: said })
        return one
      })
      yield { id: createId(), owner, title, chunks }
    }
  }

  function ask(kind: Question['kind'], of: Remembered): Question {
    const content = of.words.filter(word => word >= 100)
    const pick = (count: number) =>
      Array.from({ length: count }, () => words[content[random.below(content.length)] ?? 0] ?? '')
    const start = starts[random.below(starts.length)] ?? ''
    const said = {
      words: () => [start, ...pick(3 + random.below(4))],
      typos: () => [start, ...misspell(pick(3 + random.below(4)))],
      common: () => [
        start,
        ...Array.from({ length: 3 + random.below(3) }, () => words[60 + random.below(340)] ?? ''),
      ],
      long: () => [start, ...of.words.slice(0, 60).map(word => words[word] ?? '')],
      short: () => pick(1 + random.below(2)),
    }[kind]()
    return { kind, text: said.join(' '), embedding: space.ask(of.subject.direction, of.document, of.own) }
  }

  const kinds: Question['kind'][] = [
    'words',
    'typos',
    'common',
    'words',
    'long',
    'words',
    'short',
    'words',
    'typos',
    'common',
  ]
  return {
    words,
    documents: createDocuments(),
    questions: count =>
      Array.from({ length: count }, (_, at) => {
        const of = remembered[Math.floor((at * remembered.length) / count)]
        if (!of) throw new Error('ask after reading the documents')
        return ask(kinds[at % kinds.length] ?? 'words', of)
      }),
  }
}
