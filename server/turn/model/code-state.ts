/** How far ahead the end of inline code is looked for, in UTF-16 units: longer code than that is none. */
const longestAhead = 200

/** Where a text stands in Markdown's code, as it is said piece by piece. */
export interface CodeState {
  /** Takes in text without line feeds, or runs of backticks or tildes. */
  text(text: string): void
  lineFeed(): void
  /** Takes in a whole run of backticks or tildes. */
  run(run: string): void
  /** Within a block of code, which only its fence ends. */
  inBlock(): boolean
  /** Where inline code that has begun ends from `from` on; null: there is none; `open`: more text must say. */
  inlineEnd(text: string, from: number, final: boolean): number | null | 'open'
}

/** Knows blocks between fences, and inline code that ends on its line. */
export function createCodeState(): CodeState {
  let fence = ''
  /** Still on the line of the fence that began a block: another one there makes both inline code. */
  let fenceLine = false
  let ticks = 0
  let lineBegins = true
  return {
    text(text) {
      lineBegins &&= /^[\s>*+\-\d.)]*$/.test(text)
    },
    lineFeed() {
      lineBegins = true
      fenceLine = false
      ticks = 0
    },
    run(run) {
      const isFence = lineBegins && run.length >= 3
      lineBegins = false
      if (fence !== '') {
        if ((isFence || fenceLine) && run.startsWith(fence)) fence = ''
      } else if (isFence) {
        fence = run
        fenceLine = true
      } else if (run.startsWith('~')) return
      else if (ticks === 0) ticks = run.length
      else if (run.length === ticks) ticks = 0
    },
    inBlock: () => fence !== '',
    inlineEnd(text, from, final) {
      if (ticks === 0) return null
      const runs = /`+|\n/g
      runs.lastIndex = from
      for (let run = runs.exec(text); run !== null; run = runs.exec(text)) {
        const [found] = run
        if (found === '\n' || run.index > from + longestAhead) break
        if (run.index + found.length === text.length && !final) return 'open'
        if (found.length === ticks) return run.index
      }
      const seen = runs.lastIndex !== 0 || text.length - from > longestAhead
      if (!seen && !final) return 'open'
      ticks = 0
      return null
    },
  }
}
