/** How far from a place the view may be and still count as there, in CSS pixels. */
const near = 48
/** Left above the last question, in CSS pixels. */
const roomAbove = 16

/**
 * What the view follows: `answer`: the end, but not past the last question, since an answer is read from its
 * beginning; `end`: the end; empty: the visitor reads elsewhere and is left alone.
 */
type Following = 'answer' | 'end' | ''

export interface FollowLog {
  /** Call after each picture: keeps in view what is followed. */
  update(): void
  /** From the next picture on. */
  follow(what: Following): void
  isAtEnd(): boolean
}

/**
 * Scrolls the conversation so that what arrives is seen and nothing jumps under a reading eye.
 * @param scroll the element that scrolls; the listener goes with it
 * @param onScroll called after the visitor scrolled
 */
export function createFollowLog(scroll: HTMLElement, onScroll: () => void): FollowLog {
  let following: Following = 'answer'
  let put = 0

  const end = () => scroll.scrollHeight - scroll.clientHeight
  const isAtEnd = () => end() - scroll.scrollTop < near

  function update(): void {
    if (!following) return
    const questions = scroll.querySelectorAll('.mine')
    const last = questions[questions.length - 1]
    const above = (last?.getBoundingClientRect().top ?? 0) - scroll.getBoundingClientRect().top
    // Nothing asked yet: the welcome is read from its beginning.
    const start = last ? Math.max(0, scroll.scrollTop + above - roomAbove) : 0
    const target = following === 'end' ? end() : Math.min(end(), start)
    // Nothing new to bring into view: a visitor who moved a little is not pulled back.
    if (Math.abs(target - put) < 1) return
    scroll.scrollTop = target
    put = scroll.scrollTop
  }

  scroll.onscroll = () => {
    if (Math.abs(scroll.scrollTop - put) > near) following = isAtEnd() ? 'end' : ''
    onScroll()
  }
  return {
    update,
    isAtEnd,
    follow(what) {
      following = what
      put = Number.NaN
    },
  }
}
