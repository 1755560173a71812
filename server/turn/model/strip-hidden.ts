import { visibleText } from '../visible-text.ts'
import type { TextFilter } from './text-filter.ts'

/** Leaves out, as it comes, what a reader cannot see: zero-width, tag and control characters, bidi overrides. */
export function createHiddenStripper(): TextFilter {
  let before = ''
  let held = ''
  const take = (text: string): string => {
    const whole = before + text
    const shown = visibleText(whole, before.length)
    before = whole.slice(-2)
    return shown
  }
  return {
    push(text) {
      const all = held + text
      // Half a character waits for its other half.
      const cut = /[\uD800-\uDBFF]$/.test(all) ? 1 : 0
      held = all.slice(all.length - cut)
      return take(all.slice(0, all.length - cut))
    },
    end() {
      const rest = held
      held = ''
      return take(rest)
    },
  }
}
