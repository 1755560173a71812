import type { TextFilter } from './text-filter.ts'

/** The model has begun to tell its instructions: the stream is to be cut. Carries no text. */
export class LeakedPromptError extends Error {
  constructor() {
    super('the answer holds the canary of the prompt')
    this.name = 'LeakedPromptError'
  }
}

/**
 * Spaces and punctuation that may stand between two characters of a canary told "c-a n"; more end the likeness. Each letter in
 * bold (`**c****-****a**`) puts nine there.
 */
const mostBetween = 24

/**
 * Watches for the canary: its letters and digits, in any case, also with spaces or punctuation between them. Holds
 * back only what may be its beginning; `push` throws LeakedPromptError once all of it has come. An empty canary lets
 * everything pass.
 */
export function createCanaryWatch(canary: string): TextFilter {
  const wanted = canary.toLowerCase().replace(/[^a-z0-9]/g, '')
  const first = wanted.charAt(0)
  let held = ''
  return {
    push(text) {
      if (wanted === '') return text
      const all = held + text
      const lower = all.toLowerCase()
      let at = lower.indexOf(first)
      while (at >= 0) {
        const likeness = compare(lower, at, wanted)
        if (likeness === 'whole') throw new LeakedPromptError()
        if (likeness === 'begun') break
        at = lower.indexOf(first, at + 1)
      }
      held = at < 0 ? '' : all.slice(at)
      return at < 0 ? all : all.slice(0, at)
    },
    end() {
      const rest = held
      held = ''
      return rest
    },
  }
}

/** Whether `wanted` stands at an offset of the text, may yet stand there when more comes, or does not. */
function compare(lower: string, at: number, wanted: string): 'whole' | 'begun' | 'none' {
  let matched = 0
  let between = 0
  for (let index = at; index < lower.length; index++) {
    const character = lower.charAt(index)
    if (character === wanted[matched]) {
      between = 0
      if (++matched === wanted.length) return 'whole'
    } else if (/[a-z0-9]/.test(character) || ++between > mostBetween) return 'none'
  }
  return 'begun'
}
