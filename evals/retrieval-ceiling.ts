// node evals/retrieval-ceiling.ts: how far any choice between rankings by words could get on the sets of EVAL_DATA. For
// each question the best of ours, BM25 and two TF-IDF of characters counts, as if chosen by who knows the answer.

import { dataFolder } from './data-folder.ts'
import { findSets } from './find-sets.ts'
import { loadRetrievalSet } from './load-retrieval-set.ts'
import { withCorpus } from './open-corpus.ts'
import { publishedFigures } from './published-figures.ts'
import {
  characters,
  charactersOfWords,
  createBm25,
  createTfIdf,
  type Ranker,
  words,
} from './scorers/rank-by-features.ts'
import { mean, scoreRanking } from './scorers/ranking.ts'

/** Chunks asked of our search, as in `npm run eval -- retrieval`. */
const searched = 30

console.log('| nDCG@10 | published best | ours | BM25 | characters | within words | the best each time |')
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |')
for (const files of findSets(dataFolder()).retrieval) {
  const set = loadRetrievalSet(files)
  const texts = set.passages.map(({ title, text }) => (title ? `${title}\n${text}` : text))
  const rankers = [
    createBm25(texts, words),
    createTfIdf(texts, characters),
    createTfIdf(texts, charactersOfWords),
  ]
  const rank = (ranker: Ranker, question: string) =>
    ranker(question)
      .map((score, at) => ({ id: set.passages[at]?.id ?? '', score }))
      .sort((one, other) => other.score - one.score)
      .map(({ id }) => id)
  const scores = await withCorpus(set, async corpus => {
    const rows: number[][] = []
    for (const { question, gold } of set.questions) {
      const { passages } = await corpus.search(question, searched)
      const rankings = [
        [...new Set(passages.map(corpus.idOf))],
        ...rankers.map(ranker => rank(ranker, question)),
      ]
      rows.push(rankings.map(ranking => scoreRanking(ranking, gold).ndcgAt10))
    }
    return rows
  })
  const columns = [0, 1, 2, 3].map(at => mean(scores.map(row => row[at] ?? 0)))
  const cells = [...columns, mean(scores.map(row => Math.max(...row)))].map(value => value.toFixed(3))
  console.log(`| ${set.name} | ${publishedFigures(set.name).ndcg ?? ''} | ${cells.join(' | ')} |`)
}
