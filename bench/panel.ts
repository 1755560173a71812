// What an answer costs a phone six times slower than this machine: its first token, and the longest task while 200
// tokens a second come; in an empty panel, and after a long talk.

import {
  measureFirstToken,
  measureLongTasks,
  measureSlowness,
  measureStream,
  median,
  openSlowly,
} from '../widget/browser/measure-panel.ts'
import { openBrowser } from '../widget/browser/open-browser.ts'
import { startScriptedServer } from '../widget/browser/scripted-server.ts'

const rounds = 7
/** Long answers before the one that is measured. */
const talks = { 'an empty panel': 0, 'after 6 long answers': 6 }

const show = (values: number[]): string => {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)]
  return `${middle.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`
}

/** Prints a Markdown table: medians of the rounds, each in a fresh page (lowest–highest), and how slow the page was. */
export async function run(): Promise<void> {
  const browser = await openBrowser()
  const server = await startScriptedServer()
  console.log(
    '| | first token, ms | longest task of a stage, ms: median stage | first 200 ms | end | slowness |',
  )
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |')
  try {
    for (const [name, before] of Object.entries(talks)) {
      const figures: Record<'first' | 'middle' | 'begin' | 'end' | 'slowness', number[]> = {
        first: [],
        middle: [],
        begin: [],
        end: [],
        slowness: [],
      }
      for (let round = 0; round < rounds; round++) {
        await using slow = await openSlowly(browser, server)
        for (let at = 0; at < before; at++) await measureStream(slow, server)
        figures.slowness.push(100 * (await measureSlowness(slow)))
        const stages = await measureStream(slow, server)
        figures.middle.push(median([...stages.values()]))
        figures.begin.push(stages.get('0 ms') ?? Number.NaN)
        figures.end.push(stages.get('end') ?? Number.NaN)
        figures.first.push(await measureFirstToken(slow, server))
      }
      const { first, middle, begin, end, slowness } = figures
      console.log(`| ${name} | ${[first, middle, begin, end].map(show).join(' | ')} | ${show(slowness)} % |`)
    }
    const long: number[][] = []
    for (let round = 0; round < rounds; round++) {
      await using slow = await openSlowly(browser, server)
      long.push(await measureLongTasks(slow, server))
    }
    console.log(`\nWhat the browser calls long tasks, in each of ${rounds} fresh pages, ms:`)
    for (const tasks of long) console.log(`- ${tasks.map(Math.round).join(', ') || 'none'}`)
  } finally {
    await browser.close()
    await server.close()
  }
}
