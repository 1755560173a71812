import type { FillOutcome } from '../server/embed/fill-embeddings.ts'
import type { EmbeddingStatus } from '../server/operations/embedding-status.ts'
import type { ProviderError } from '../server/ports/provider-error.ts'
import { count } from './ingest-lines.ts'

/** US dollars as people read them: `0,012 $`, `moins de 0,001 $`, or that nobody knows. */
export function dollars(amount: number | null): string {
  if (amount === null)
    return 'prix inconnu (donne-le dans une table à toi : PRICES_FILE, docs/exploitation.md)'
  if (amount === 0) return 'gratuit'
  if (amount < 0.001) return 'moins de 0,001 $'
  return `${amount.toLocaleString('fr-FR', { maximumFractionDigits: amount < 1 ? 3 : 2 })} $`
}

/** What is there and what would be done, before it is: `cost` in US dollars, null when unknown. */
export function planLines(model: string, status: EmbeddingStatus, cost: number | null): string[] {
  const { active, chunks, embedded, missing, tokens } = status
  const changes = active !== model && embedded > 0
  return [
    `Base : ${count(chunks, 'extrait')}, dont ${count(embedded, 'avec', 'avec')} un embedding de ${active}.`,
    ...(changes
      ? [
          `Changement de modèle : les embeddings de ${model} sont écrits à côté. La recherche continue avec ${active} ; quand tout est rempli, elle passe à ${model} d’un coup.`,
        ]
      : []),
    missing === 0
      ? `Aucun extrait à remplir pour ${model}.`
      : `À remplir avec ${model} : ${count(missing, 'extrait')}, environ ${count(tokens, 'token')} · ${dollars(cost)}`,
  ]
}

/** What became of it. */
export function outcomeLines(model: string, before: EmbeddingStatus, outcome: FillOutcome): string[] {
  const { done, tokens, cost, refused, active } = outcome
  const paid = tokens > 0 ? ` · ${count(tokens, 'token')} · ${dollars(cost)}` : ''
  const lines = done > 0 ? [`${count(done, 'embedding enregistré', 'embeddings enregistrés')}${paid}`] : []
  // Of a model that refuses everything, what helps is said below.
  if (refused.length > 0 && outcome.error?.failure !== 'rejected') {
    const many = count(refused.length, 'extrait est refusé', 'extraits sont refusés')
    lines.push(`${many} par le modèle : la recherche les trouve par leurs mots.`)
  }
  if (outcome.kind === 'done') {
    const changed = before.active !== model && active === model
    return [...lines, changed ? `La recherche utilise maintenant ${model}.` : 'Tout est rempli.']
  }
  const rest = 'Relance npm run embed : ce qui est enregistré le reste, il continue avec la suite.'
  if (outcome.kind === 'interrupted') return [...lines, `Interrompu. ${rest}`]
  return [...lines, `Arrêté : ${outcome.error ? failureLine(outcome.error) : 'échec'}`, rest]
}

/** Why the provider does not go on, and what helps. */
export function failureLine({ provider, failure, status, model }: ProviderError): string {
  const who = status === undefined ? provider : `${provider}, ${status}`
  switch (failure) {
    case 'quota_exhausted':
      return `plus de crédit chez le fournisseur (${who}) : recharge le compte ou relève sa limite.`
    case 'unauthorized':
      return `la clé est refusée (${who}) : vérifie OPENAI_API_KEY dans .env.`
    case 'model_unavailable':
      return `le fournisseur (${who}) n’a pas de modèle ${model ?? ''} : vérifie EMBEDDING_MODEL et l’adresse OPENAI_BASE_URL.`
    case 'malformed':
      return `la réponse n’est pas celle attendue (${who}) : vérifie EMBEDDING_DIMENSIONS, la longueur des vecteurs du modèle.`
    case 'rejected':
      return `le fournisseur (${who}) refuse tout ce qui lui est envoyé pour ${model ?? 'ce modèle'} : vérifie EMBEDDING_MODEL, EMBEDDING_DIMENSIONS et OPENAI_BASE_URL.`
    case 'rate_limited':
      return `trop de demandes, et le fournisseur (${who}) demande une longue pause.`
    case 'unreachable':
    case 'certificate':
      return `le fournisseur est injoignable (${who}) : vérifie la connexion et OPENAI_BASE_URL.`
    default:
      return `le fournisseur échoue (${who}, ${failure}).`
  }
}
