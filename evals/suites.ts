import type { Suite } from './suite.ts'
import { answersSuite } from './suites/answers.ts'
import { documentsSuite } from './suites/documents.ts'
import { goldenSuite } from './suites/golden.ts'
import { ingestionSuite } from './suites/ingestion.ts'
import { injectionSuite } from './suites/injection.ts'
import { judgedSuite } from './suites/judged.ts'
import { latencySuite } from './suites/latency.ts'
import { pairsSuite } from './suites/pairs.ts'
import { retrievalSuite } from './suites/retrieval.ts'
import { routingSuite } from './suites/routing.ts'

/** Everything that is measured, in the order of the report. */
export const suites: readonly Suite[] = [
  routingSuite,
  documentsSuite,
  retrievalSuite,
  answersSuite,
  pairsSuite,
  goldenSuite,
  ingestionSuite,
  injectionSuite,
  latencySuite,
  judgedSuite,
]
