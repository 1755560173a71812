/** Counts outcomes by point, to be printed as Markdown. */
export interface OutcomeTable {
  count(point: string, outcome: string): void
  toMarkdown(): string
}

/** A table that grows as outcomes come: a row a point in the order of their first outcome, a column an outcome. */
export function createOutcomeTable(outcomes: readonly string[]): OutcomeTable {
  const rows = new Map<string, Map<string, number>>()
  return {
    count(point, outcome) {
      const row = rows.get(point) ?? new Map<string, number>()
      row.set(outcome, (row.get(outcome) ?? 0) + 1)
      rows.set(point, row)
    },
    toMarkdown() {
      const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
      return [
        line(['point', ...outcomes]),
        line(['---', ...outcomes.map(() => '---')]),
        ...[...rows].map(([point, row]) => line([point, ...outcomes.map(outcome => row.get(outcome) ?? 0)])),
      ].join('\n')
    },
  }
}
