import type { TextFilter } from './text-filter.ts'

/** Leaves out the white space that a text begins and ends with. */
export function createTrimmer(): TextFilter {
  let begun = false
  let held = ''
  return {
    push(text) {
      const all = begun ? held + text : text.trimStart()
      const shown = all.trimEnd()
      begun ||= shown !== ''
      held = all.slice(shown.length)
      return shown
    },
    end: () => '',
  }
}
