// What Lighthouse says of a page with the widget's tag and without: the same page, by turns, so that a busy moment of
// the machine meets both.
import { installLighthouse, lighthouseVersion } from './lighthouse/install-lighthouse.ts'
import { measurePage, type PageScore } from './lighthouse/measure-page.ts'
import { openPages } from './lighthouse/open-pages.ts'

const runs = 9

const columns: Record<keyof PageScore, string> = {
  performance: 'performance',
  firstContentfulPaint: 'first contentful paint, ms',
  largestContentfulPaint: 'largest, ms',
  speedIndex: 'speed index, ms',
  totalBlockingTime: 'total blocking time, ms',
  cumulativeLayoutShift: 'CLS',
}

/** Prints a Markdown table: of each figure the median, and the lowest and highest of its runs. */
export async function run(): Promise<void> {
  const program = await installLighthouse()
  await using pages = await openPages()
  const scores: Record<'without' | 'with', PageScore[]> = { without: [], with: [] }
  for (let run = 0; run < runs; run++) {
    for (const name of ['without', 'with'] as const)
      scores[name].push(await measurePage(program, pages[name]))
  }
  const keys = Object.keys(columns) as (keyof PageScore)[]
  console.log(`Lighthouse ${lighthouseVersion}, medians of ${runs} (lowest–highest)\n`)
  console.log(
    `| | ${keys.map(key => columns[key]).join(' | ')} |\n| --- |${keys.map(() => ' ---: |').join('')}`,
  )
  for (const [name, all] of Object.entries(scores)) {
    const cells = keys.map(key => {
      const sorted = all.map(score => Math.round(score[key] * 1000) / 1000).sort((a, b) => a - b)
      const show = (value: number | undefined) =>
        (value ?? 0).toFixed(key === 'cumulativeLayoutShift' ? 3 : 0)
      return `${show(sorted[runs >> 1])} (${show(sorted[0])}–${show(sorted.at(-1))})`
    })
    console.log(`| ${name} the widget | ${cells.join(' | ')} |`)
  }
}
