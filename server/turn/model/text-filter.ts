/** A step that text goes through as it comes: what it gives does not depend on where the pieces were cut. */
export interface TextFilter {
  /** Takes a piece and gives what is certain so far; the rest is held back. */
  push(text: string): string
  /** Nothing more comes: gives what was held back. */
  end(): string
}

/** Several filters as one, the first one first. */
export function pipeFilters(filters: readonly TextFilter[]): TextFilter {
  return {
    push(text) {
      let passed = text
      for (let at = 0; at < filters.length && passed !== ''; at++) passed = filters[at]?.push(passed) ?? ''
      return passed
    },
    end: () =>
      filters.reduce((passed, filter) => (passed === '' ? '' : filter.push(passed)) + filter.end(), ''),
  }
}

/** Takes a whole text through a filter. */
export function filterText(filter: TextFilter, text: string): string {
  return filter.push(text) + filter.end()
}
