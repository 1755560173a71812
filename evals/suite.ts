import type { SetResult } from './figure.ts'
import type { FoundSets } from './find-sets.ts'
import type { Corpus } from './open-corpus.ts'

/** What a suite may look at. */
export interface SuiteContext {
  /** The product's folder. */
  root: string
  /** What the data folder holds; null where only our own sets are scored. */
  sets: FoundSets | null
  /** Whether our own sets are to be scored. */
  own: boolean
  /** Whether a set of this name was asked for. */
  wants(set: string): boolean
}

/** A thing that is measured. Results come as they are there; a set that cannot be scored throws and ends only itself. */
export interface Suite {
  /** As the command names it. */
  name: string
  /** Heading of its table. */
  title: string
  /** One or two sentences under the heading. */
  about: string
  /** Left out unless it is named: it costs money. */
  onlyByName?: boolean
  /** Each set that it scores, not yet scored; the documents of the retrieval sets go by `scoreCorpus`. */
  sets(context: SuiteContext): ScorableSet[]
  /**
   * Scores documents that are loaded, once for all the suites that want them: a retrieval set, or our own knowledge.
   * Null: nothing in them for this suite.
   */
  scoreCorpus?(corpus: Corpus): Promise<SetResult | null>
}

export interface ScorableSet {
  name: string
  /** One result, or one a way of scoring it. Throws DataError when the data is not as it must be. */
  score(): Promise<SetResult[]>
}
