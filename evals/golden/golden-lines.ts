import type { Persona } from '../../server/agents/persona.ts'
import type { AskedProduct } from './ask-product.ts'
import { type GoldenVerdict, passes } from './judge-golden.ts'
import type { CsvCase } from './read-golden-csv.ts'

/** A question of the operator's table, asked and compared. */
export interface GoldenOutcome {
  wanted: CsvCase
  asked: AskedProduct
  verdict: GoldenVerdict
  /** Whether her database has the document at all; null where none is named. */
  documentStored: boolean | null
}

/** What became of an operator's questions, in French: how many of each kind are right, then each that is not, and why. */
export function goldenLines(outcomes: readonly GoldenOutcome[], personas: readonly Persona[]): string[] {
  const failed = outcomes.filter(({ verdict }) => !passes(verdict))
  const good = outcomes.length - failed.length
  const lines = [
    `${good} question${good > 1 ? 's' : ''} sur ${outcomes.length} réussie${good > 1 ? 's' : ''}.`,
    '',
  ]
  lines.push('| Ce qui est vérifié | Réussi | Sur |', '| --- | --- | --- |')
  const kinds: [string, keyof Omit<GoldenVerdict, 'place'>][] = [
    ['La bonne spécialiste répond', 'agent'],
    ['Le bon document est parmi les cinq premiers trouvés', 'found'],
    ['Le bon document est cité', 'cited'],
    ['Le bon texte est dans la citation', 'quoted'],
    ['Rien n’est répondu quand rien ne répond', 'refused'],
  ]
  for (const [name, kind] of kinds) {
    const concerned = outcomes.filter(({ verdict }) => verdict[kind] !== null)
    if (concerned.length > 0)
      lines.push(
        `| ${name} | ${concerned.filter(({ verdict }) => verdict[kind]).length} | ${concerned.length} |`,
      )
  }
  if (failed.length === 0) return lines
  lines.push('', '| Ligne | Question | Attendu | Obtenu | Pourquoi |', '| --- | --- | --- | --- | --- |')
  for (const outcome of failed) {
    const cells = [
      String(outcome.wanted.line),
      outcome.wanted.question,
      expected(outcome, personas),
      obtained(outcome, personas),
      reasons(outcome, personas).join(' '),
    ]
    lines.push(`| ${cells.map(inCell).join(' | ')} |`)
  }
  return lines
}

function expected({ wanted }: GoldenOutcome, personas: readonly Persona[]): string {
  if (!wanted.answerable) return 'aucune réponse'
  const texts = wanted.answers.map(text => `« ${shorten(text)} »`).join(' ou ')
  return [wanted.agent && nameOf(wanted.agent, personas), wanted.document, texts].filter(Boolean).join(', ')
}

function obtained({ asked: { kind, reply } }: GoldenOutcome, personas: readonly Persona[]): string {
  const sure = `${Math.round(reply.confidence * 100)} %`
  if (kind !== 'agent') return `${kindNames[kind ?? 'clarify']} (${sure})`
  const cited = [...new Set(reply.sources.map(({ title, document }) => title || document))]
  return `${nameOf(reply.agent, personas)} (${sure}) : ${cited.length > 0 ? cited.join(', ') : 'n’a rien trouvé à citer'}`
}

const kindNames = {
  clarify: 'l’équipe demande à qui s’adresser',
  human: 'l’équipe propose une personne',
  distress: 'l’équipe dit qui appeler à l’aide',
  out_of_scope: 'l’équipe dit que ce n’est pas son sujet',
  smalltalk: 'l’équipe répond à une politesse',
} as const

function reasons(
  { wanted, asked, verdict, documentStored }: GoldenOutcome,
  personas: readonly Persona[],
): string[] {
  const { kind, reply } = asked
  const told: string[] = []
  if (verdict.refused === false) {
    const quote = reply.sources[0]?.quote ?? ''
    return [`Une réponse est donnée alors qu’aucune n’est attendue : « ${shorten(quote)} »`]
  }
  if (verdict.agent === false) told.push(`${reply.reasoning.replace(/[.\s]*$/, '')}.`)
  if (verdict.cited === false) told.push(uncited(wanted.document ?? '', verdict, kind, documentStored))
  else if (verdict.quoted === false) {
    const quote = reply.sources[0]?.quote ?? ''
    told.push(
      reply.sources.length === 0
        ? kind === 'agent'
          ? 'Rien n’est cité : aucune phrase trouvée ne répond assez bien.'
          : 'Aucune spécialiste ne répond, donc rien n’est cité.'
        : `${verdict.cited ? 'Le bon document est cité, mais un autre passage' : 'Le texte cité est un autre'} : « ${shorten(quote)} »`,
    )
  }
  if (wanted.agent !== null && !personas.some(({ id }) => id === wanted.agent))
    told.push(`Il n’y a pas de spécialiste « ${wanted.agent} » (${personas.map(({ id }) => id).join(', ')}).`)
  return told
}

function uncited(
  document: string,
  { place }: GoldenVerdict,
  kind: AskedProduct['kind'],
  stored: boolean | null,
): string {
  if (stored === false) return `Aucun document ne s’appelle « ${document} » dans ta base (npm run documents).`
  if (place === null) return 'Le bon document n’est pas parmi ceux que la recherche trouve.'
  const found = `La recherche trouve le bon document en ${place === 1 ? '1re' : `${place}e`} place`
  return kind === 'agent'
    ? `${found}, mais ce n’est pas lui qui est cité.`
    : `${found}, mais aucune spécialiste ne répond.`
}

function nameOf(id: string, personas: readonly Persona[]): string {
  return personas.find(persona => persona.id === id)?.name ?? id
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > 90 ? `${flat.slice(0, 89)}…` : flat
}

/** A table's cell: no bar, no line break, nothing that moves the terminal's cursor. */
function inCell(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll('|', '\\|')
    .trim()
}
