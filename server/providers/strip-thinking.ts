/** Leaves out of a model's text, as it comes, what it thought aloud before its answer (failures.md row 20). */
export interface ThinkingStripper {
  push(text: string): string
  /** Nothing more comes: gives what was held back. */
  end(): string
  /** There was a thought. */
  thought(): boolean
  /** It ended a thought that it had never begun: some templates write the opening tag into the prompt. */
  endedUnbegun(): boolean
}

/** `start`: a thought may begin. `answer`: none begins any more, but one that never began may end. `free`: all passes. */
type State = 'start' | 'thinking' | 'unbegun' | 'answer' | 'free'

const opening = /^<(think|thinking|reasoning)>/i
const closing = /<\/(?:think|thinking|reasoning)>/i
const either = /<\/?(?:think|thinking|reasoning)>/i
const tags = ['think', 'thinking', 'reasoning'].flatMap(name => [`<${name}>`, `</${name}>`])
const longestTag = '</reasoning>'.length

/**
 * Servers without a parser for reasoning send `<think>…</think>` as a part of the text. `unbegun`: this model is known
 * to close what it never opened, so that nothing is an answer before the closing tag; without one, all of it is, at the
 * end. An ordinary answer costs one look for a `<`.
 */
export function createThinkingStripper(options: { unbegun: boolean } = { unbegun: false }): ThinkingStripper {
  let state: State = options.unbegun ? 'unbegun' : 'start'
  const is = (wanted: State) => state === wanted
  /** What may be the beginning of a tag, or within a thought of its end. */
  let held = ''
  let waiting: string[] = []
  let thought = false
  let endedUnbegun = false

  function push(text: string): string {
    if (state === 'free' || (state === 'answer' && held === '' && !text.includes('<'))) return text
    if (state === 'unbegun') waiting.push(text)
    let out = ''
    let rest: string | null = held + text
    held = ''
    // A thought that ends may be followed by another one.
    while (rest !== null) {
      if (is('free')) return out + rest
      if (is('answer')) return out + answer(rest)
      if (is('start')) {
        const begun = start(rest)
        out += begun.shown
        rest = begun.rest
      } else rest = think(rest)
    }
    return out
  }

  /** Within a thought: what comes after it, or null while it goes on. */
  function think(text: string): string | null {
    const end = closing.exec(text)
    if (end === null) {
      held = text.slice(-longestTag)
      return null
    }
    endedUnbegun ||= state === 'unbegun'
    thought = true
    state = 'start'
    waiting = []
    return text.slice(end.index + end[0].length)
  }

  function start(all: string): { shown: string; rest: string | null } {
    const text = all.trimStart()
    const shown = thought ? '' : all.slice(0, all.length - text.length)
    if (text === '') return { shown, rest: null }
    const begun = opening.exec(text)
    if (begun === null && mayBeTag(text)) {
      held = text
      return { shown, rest: null }
    }
    if (begun !== null) state = 'thinking'
    else state = thought ? 'free' : 'answer'
    return { shown, rest: begun === null ? text : text.slice(begun[0].length) }
  }

  function answer(all: string): string {
    const tag = either.exec(all)
    if (tag === null) {
      const from = all.lastIndexOf('<')
      if (!mayBeTag(all.slice(from))) return all
      held = all.slice(from)
      return all.slice(0, from)
    }
    state = 'free'
    if (!tag[0].startsWith('</')) return all
    thought = true
    endedUnbegun = true
    // What is not shown yet was a thought; what was shown cannot be taken back.
    return all.slice(tag.index + tag[0].length).trimStart()
  }

  return {
    push,
    end() {
      const rest = state === 'unbegun' ? waiting.join('') : state === 'thinking' ? '' : held
      thought ||= state === 'thinking'
      held = ''
      waiting = []
      state = 'free'
      return rest
    },
    thought: () => thought,
    endedUnbegun: () => endedUnbegun,
  }
}

function mayBeTag(text: string): boolean {
  const begun = text.toLowerCase()
  return begun.length < longestTag && tags.some(tag => tag.startsWith(begun))
}
