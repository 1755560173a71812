import type { TextFilter } from './text-filter.ts'

/** Leaves out the white space that a text begins and ends with. */
export function createTrimmer(): TextFilter {
  let begun = false
  let held = ''
  return {
    push(text) {
      const piece = begun ? text : text.trimStart()
      const shown = piece.trimEnd()
      // What is held is not looked at again: it may be long.
      const before = shown === '' ? '' : held
      held = (shown === '' ? held : '') + piece.slice(shown.length)
      begun ||= shown !== ''
      return before + shown
    },
    end: () => '',
  }
}
