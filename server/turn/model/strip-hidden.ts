import { visibleText } from '../visible-text.ts'
import type { TextFilter } from './text-filter.ts'

/** Text of which every character is seen, whatever stands before it: nearly all there is. */
const allVisible = /^[\t\n\x20-\x7E\xA1-\xAC\xAE-\u024F\u2010-\u2027\u20AC]*$/

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
      if (held === '' && allVisible.test(text)) {
        before = text.length > 1 ? text.slice(-2) : (before + text).slice(-2)
        return text
      }
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
