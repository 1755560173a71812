import { cutText } from './cut-text.ts'
import { daysLine } from './days-line.ts'
import { decimals } from './decimals.ts'
import { shortId } from './document-lines.ts'
import type { Candidate, SearchExplanation } from './explain-search.ts'
import { count } from './ingest-lines.ts'

/** The least that a terminal is taken for, in characters. */
const narrowest = 60

/** How alike a pair must be, by its words or its letters, to be shown. */
const worthShowing = 0.3

const answers: Record<SearchExplanation['answeredBy'], string> = {
  pair: 'une réponse écrite d’avance, mot pour mot (npm run pairs)',
  model: 'le modèle, à partir des extraits donnés',
  extractive: 'les mots des documents, cités',
  nothing: 'rien : les documents ne répondent pas assez bien',
  team: 'l’équipe (bonjour, question en retour, ou une personne)',
}

const fates: Record<Candidate['fate'], string> = {
  quoted: '✓ cité',
  given: '✓ donné au modèle',
  read: '· lu, rien à citer',
  'near-duplicate': '✗ presque le même qu’un meilleur',
  unread: '✗ trop loin',
}

const pairFates: Record<SearchExplanation['pairs'][number]['fate'], string> = {
  given: '✓ sa réponse est donnée',
  likely: '· conviendrait aussi',
  unlike: '✗ pas la même question',
}

const columns: readonly [string, number, (candidate: Candidate) => string][] = [
  ['rang', 4, ({ rank }) => String(rank)],
  ['score', 6, ({ score }) => decimals(score, 3)],
  ['mots', 5, ({ words }) => decimals(words)],
  ['lettres', 7, ({ characters }) => decimals(characters)],
  ['sens', 5, ({ meaning }) => decimals(meaning)],
  ['titre', 5, ({ titleSays }) => decimals(titleSays)],
  ['prio', 4, ({ priority }) => String(priority)],
  ['reclassé', 8, ({ reranked }) => (reranked === null ? '–' : String(reranked))],
]

function placeOf({ title, section, page }: Candidate): string {
  // The headings begin with the title, as a rule.
  const names = section?.startsWith(title) ? [section] : [title, section]
  return [...names, page === null ? null : `page ${page}`].filter(Boolean).join(' › ')
}

function candidateLines(candidate: Candidate, width: number): string[] {
  const numbers = columns.map(([, size, of]) => of(candidate).padStart(size)).join(' ')
  const name = cutText(`${candidate.owner} · ${placeOf(candidate)}`, width - 7)
  const said = (candidate.quote ?? candidate.beginning).replace(/\s+/g, ' ')
  return [
    `${numbers}  ${fates[candidate.fate]}`,
    `       ${name}`,
    `       ${cutText(candidate.quote === null ? said : `« ${said} »`, width - 7)}`,
  ]
}

/** How a question is searched and answered, for people: lines of `width` characters at most. */
export function searchLines(explained: SearchExplanation, terminal = 100): string[] {
  const width = Math.max(narrowest, terminal)
  const { question, search, agent, confidence, reasoning, answeredBy, support, candidates, pairs, idle } =
    explained
  const near = pairs
    .filter(({ score, characters }) => Math.max(score, characters) >= worthShowing)
    .slice(0, 5)
  const sure = confidence === null ? '' : ` (${decimals(confidence)})`
  return [
    cutText(`Question     : ${question.replace(/\s+/g, ' ')}`, width),
    ...(search === question ? [] : [cutText(`Cherché      : ${search.replace(/\s+/g, ' ')}`, width)]),
    cutText(`Spécialiste  : ${agent ?? 'aucune'}${sure} ${reasoning}`, width),
    cutText(`Répond       : ${answers[answeredBy]}`, width),
    ...(support === null || answeredBy === 'pair' || answeredBy === 'team'
      ? []
      : [
          cutText(
            `Appui        : ${decimals(support)} (sans modèle, il en faut ${decimals(explained.supportThreshold, 1)} pour citer)`,
            width,
          ),
        ]),
    ...explained.warnings.map(warning => cutText(`⚠ ${warning}`, width)),
    '',
    ...(near.length === 0
      ? []
      : [
          `Paires question–réponse (il faut ${decimals(near[0]?.leastScore ?? 0)}) :`,
          'pareil  lettres  sens',
          ...near.flatMap(pair => [
            cutText(
              `${decimals(pair.score).padStart(6)}  ${decimals(pair.characters).padStart(7)} ${decimals(pair.meaning).padStart(5)}  ${pairFates[pair.fate]} · ${pair.owner} · ${pair.question}`,
              width,
            ),
            `       ${cutText(`→ ${pair.answer.replace(/\s+/g, ' ')}`, width - 7)}`,
          ]),
          '',
        ]),
    ...(candidates.length === 0
      ? ['Aucun extrait trouvé.']
      : [
          `Extraits (mots, lettres, titre : part de la question qu’ils disent ; sens : proximité, de -1 à 1) :`.slice(
            0,
            width,
          ),
          columns.map(([name, size]) => name.padStart(size)).join(' '),
          ...candidates.flatMap(candidate => candidateLines(candidate, width)),
        ]),
    '',
    ...idle.map(document =>
      cutText(
        `⚠ pas cherché : « ${document.title} » ${daysLine({ ...document, counts: false })} · ${document.id.slice(0, shortId)}`,
        width,
      ),
    ),
    `${count(candidates.length, 'extrait')}${explained.others > 0 ? `, et ${explained.others} que seules d’autres spécialistes peuvent citer` : ''} · ${Math.round(explained.milliseconds)} ms`,
  ]
}
