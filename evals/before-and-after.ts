import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { SetResult } from './figure.ts'
import { DataError } from './read-rows.ts'
import { shown } from './result-tables.ts'
import type { Suite } from './suite.ts'

const Earlier = z.object({
  /** What the figures are of: a commit. */
  of: z.string().optional(),
  results: z.array(
    z.object({
      suite: z.string(),
      set: z.string(),
      figures: z.array(z.object({ name: z.string(), value: z.number().nullable() })),
    }),
  ),
})
export type EarlierReport = z.infer<typeof Earlier>

/** Reads what an earlier run wrote with `--json`. Throws DataError. */
export function readEarlierReport(path: string): EarlierReport {
  try {
    return Earlier.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new DataError(`${path}: not a report of npm run eval -- --json`, error)
  }
}

/** Every figure that the earlier report has, then and now, as Markdown: a table a suite. */
export function beforeAndAfter(
  suites: readonly Pick<Suite, 'name' | 'title'>[],
  earlier: EarlierReport,
  results: readonly SetResult[],
): string {
  const tables = suites.flatMap(({ name, title }) => {
    const sets = earlier.results.filter(({ suite }) => suite === name)
    const figures = [...new Set(sets.flatMap(({ figures }) => figures.map(figure => figure.name)))]
    const rows = sets.flatMap(({ set, figures: before }) => {
      const now = results.find(result => result.suite === name && result.set === set)
      const cells = figures.map(figure => {
        const then = before.find(one => one.name === figure)?.value ?? null
        const after = now?.figures.find(one => one.name === figure)
        return then === null
          ? ''
          : `${shown(then, 3)} → ${after?.value == null ? '–' : shown(after.value, 3)}`
      })
      return now ? [`| ${[set, ...cells].join(' | ')} |`] : []
    })
    if (rows.length === 0) return []
    return [
      `${title}:`,
      [`| set | ${figures.join(' | ')} |`, `| --- |${' --- |'.repeat(figures.length)}`, ...rows].join('\n'),
    ]
  })
  return [`## Before and after${earlier.of ? ` (before: ${earlier.of})` : ''}`, ...tables].join('\n\n')
}
