import type { Change, Comparison } from './compare-baseline.ts'
import type { Figure, SetResult } from './figure.ts'
import type { Suite } from './suite.ts'

/** A run's results, and what could not be had of it. */
export interface Report extends Comparison {
  results: readonly SetResult[]
  /** Sets that could not be scored. */
  failures: readonly string[]
  /** Kinds and files that are not there. */
  missing: readonly string[]
}

/** A whole run as Markdown: each suite, then what changed against the baseline and what is missing. */
export function reportMarkdown(suites: readonly Suite[], report: Report): string {
  const { results, failures, missing, changes, compared, unknown } = report
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}\n\n${lines.map(line => `- ${line}`).join('\n')}`]
  const against =
    compared === 0 ? 'No figure could be compared.' : `${compared} figures compared. ${changeTable(changes)}`
  return [
    ...suites.flatMap(suite => {
      const own = results.filter(result => result.suite === suite.name)
      return own.length === 0 ? [] : [suiteTable(suite, own)]
    }),
    `## Against the baseline\n\n${against}`,
    ...list('Not in the baseline, or of other data:', unknown),
    ...list('Not there:', missing),
    ...list('**Could not be scored:**', failures),
  ].join('\n\n')
}

/** A suite's results as Markdown: one table, a row a set, a column a figure; then what there is to say beside. */
export function suiteTable(suite: Pick<Suite, 'title' | 'about'>, results: readonly SetResult[]): string {
  const names = [...new Set(results.flatMap(({ figures }) => figures.map(({ name }) => name)))]
  const told = names.filter(name => results.some(result => figureOf(result, name)?.value != null))
  const rows = results.map(
    result =>
      `| ${[result.set, result.size, ...told.map(name => cell(figureOf(result, name)))].join(' | ')} |`,
  )
  const notes = results.flatMap(result => result.notes)
  return [
    `## ${suite.title}`,
    suite.about,
    [`| set | size | ${told.join(' | ')} |`, `| --- | --- |${' --- |'.repeat(told.length)}`, ...rows].join(
      '\n',
    ),
    notes.map(note => `- ${note}`).join('\n'),
    ...results.flatMap(({ details }) => details ?? []),
  ]
    .filter(part => part !== '')
    .join('\n\n')
}

/** What differs from the baseline beyond noise, as Markdown; the drops first. */
export function changeTable(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing differs from the baseline beyond noise.'
  const order = ['drop', 'lost', 'gain']
  const rows = [...changes]
    .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
    .map(({ kind, suite, set, figure, from, to, noise }) => {
      const told = kind === 'gain' ? kind : `**${kind}**`
      return `| ${told} | ${suite} | ${set} | ${figure} | ${shown(from, 3)} | ${to === null ? '–' : shown(to, 3)} | ${shown(noise, 3)} |`
    })
  return [
    '| change | suite | set | figure | baseline | now | noise |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function figureOf(result: SetResult, name: string): Figure | undefined {
  return result.figures.find(figure => figure.name === name)
}

/** The figure, and behind it what others published for the same. */
function cell(figure: Figure | undefined): string {
  if (figure === undefined || figure.value === null) return ''
  const value = shown(figure.value, figure.decimals)
  return figure.published ? `${value} (${figure.published})` : value
}

/** A figure as tables show it: `.834`. */
export function shown(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/^(-?)0\./, '$1.')
}
