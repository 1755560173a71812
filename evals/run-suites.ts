import type { SetResult } from './figure.ts'
import type { RetrievalFiles } from './find-sets.ts'
import { loadRetrievalSet } from './load-retrieval-set.ts'
import { type Corpus, withCorpus, withOwnKnowledge } from './open-corpus.ts'
import { DataError } from './read-rows.ts'
import type { Suite, SuiteContext } from './suite.ts'

export interface SuiteRun {
  results: SetResult[]
  /** Sets that could not be scored, and why. */
  failures: string[]
}

/** Told of what is going on, for whoever waits. */
export type OnProgress = (line: string) => void

/**
 * Scores every set that is wanted through every suite, one after the other. A set that cannot be scored is a failure of
 * its own; the others go on.
 */
export async function runSuites(
  suites: readonly Suite[],
  context: SuiteContext,
  onProgress: OnProgress = () => undefined,
): Promise<SuiteRun> {
  const run: SuiteRun = { results: [], failures: [] }
  async function attempt(name: string, score: () => Promise<SetResult[]>): Promise<void> {
    const begun = performance.now()
    try {
      run.results.push(...(await score()))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      // What is not the data's fault is a defect of ours: the other sets are scored all the same.
      if (!(error instanceof DataError) && error instanceof Error) onProgress(error.stack ?? reason)
      run.failures.push(error instanceof DataError ? reason : `${name}: ${reason}`)
    }
    onProgress(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  }
  for (const suite of suites)
    for (const set of suite.sets(context).filter(({ name }) => context.wants(name)))
      await attempt(`${suite.name} ${set.name}`, () => set.score())
  const readers = suites.filter(({ scoreCorpus }) => scoreCorpus)
  if (readers.length === 0) return run
  const scoreAll = async (corpus: Corpus) => {
    const results: SetResult[] = []
    for (const suite of readers) {
      const result = await suite.scoreCorpus?.(corpus)
      if (result) results.push(result)
    }
    return results
  }
  const names = readers.map(({ name }) => name).join(', ')
  if (context.own && context.wants('own knowledge'))
    await attempt(`${names}: own knowledge`, () => withOwnKnowledge(context.root, scoreAll))
  for (const files of (context.sets?.retrieval ?? []).filter(({ name }) => context.wants(name)))
    await attempt(`${names}: ${files.name}`, () => withSet(files, scoreAll))
  return run
}

function withSet<Result>(files: RetrievalFiles, use: (corpus: Corpus) => Promise<Result>): Promise<Result> {
  return withCorpus(loadRetrievalSet(files), use)
}
