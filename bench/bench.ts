// `npm run bench -- fresh-clone|turns|database|scaling|wires|search|convert|faults|widget|panel|lighthouse|documents|ingest-folder|kill-ingest|question`: measures the running product, as Markdown. Figures of one machine and one run.
const benches: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  'fresh-clone': () => import('./fresh-clone.ts'),
  turns: () => import('./turns.ts'),
  database: () => import('./database.ts'),
  scaling: () => import('./scaling.ts'),
  wires: () => import('./wires.ts'),
  floor: () => import('./floor.ts'),
  prompts: () => import('./prompts.ts'),
  search: () => import('./search.ts'),
  faults: () => import('./faults.ts'),
  convert: () => import('./convert.ts'),
  widget: () => import('./widget.ts'),
  panel: () => import('./panel.ts'),
  lighthouse: () => import('./lighthouse.ts'),
  documents: () => import('./documents.ts'),
  'kill-ingest': () => import('./kill-ingest.ts'),
  question: () => import('./question.ts'),
  'ingest-folder': () => import('./ingest-folder.ts'),
}

const load = benches[process.argv[2] ?? '']
if (load === undefined) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join('|')}`)
  process.exit(2)
}
await (await load()).run()
