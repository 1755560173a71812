import { contentOf } from './function-words.ts'
import { stemWord } from './stem-word.ts'

/** What a message without a word of subject is given: it tells neither way. */
const nothingSaid = 0.5

/**
 * Reads which share (0..1) of a message's words of subject some of `texts` hold, rare ones counting more (by idf): a
 * message may be built like an example ("combien font 345 divisé par 5") without sharing its subject.
 */
export function createKnownShare(texts: readonly string[]): (message: string) => number {
  const holders = new Map<string, number>()
  for (const text of texts)
    for (const stem of subjectOf(text)) holders.set(stem, (holders.get(stem) ?? 0) + 1)
  return message => {
    let [known, all] = [0, 0]
    for (const stem of subjectOf(message)) {
      const times = holders.get(stem) ?? 0
      const idf = Math.log((1 + texts.length) / (1 + times)) + 1
      all += idf
      if (times > 0) known += idf
    }
    return all === 0 ? nothingSaid : known / all
  }
}

function subjectOf(text: string): Set<string> {
  return new Set(
    contentOf(text)
      .split(' ')
      .filter(word => word !== '')
      .map(stemWord),
  )
}
