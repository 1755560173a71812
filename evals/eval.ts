// `npm run eval -- retrieval|routing|documents|answers`: scores on data files, as Markdown tables. EVAL_DATA names their folder.
const evaluations: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  retrieval: () => import('./retrieval.ts'),
  routing: () => import('./routing.ts'),
  documents: () => import('./routing-documents.ts'),
  answers: () => import('./answers.ts'),
  parsing: () => import('./parsing.ts'),
}

const [name = '', ...args] = process.argv.slice(2)
const load = evaluations[name]
if (load === undefined) {
  console.error(`Usage: npm run eval -- ${Object.keys(evaluations).join('|')}`)
  process.exit(2)
}
await (await load()).run(args)
