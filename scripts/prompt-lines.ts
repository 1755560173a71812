import type { Prompt, PromptPart } from '../server/turn/model/compose-prompt.ts'
import { printable } from './printable.ts'

const partNames: Record<PromptPart['name'], string> = {
  canary: 'repère (détecte une fuite)',
  team: 'agents/team.md',
  persona: 'agents/<id>.md',
  rules: 'règles du produit',
  history: 'historique',
  passages: 'extraits',
  question: 'question',
}

const roleNames = { system: 'SYSTÈME', user: 'VISITEUSE', assistant: 'ASSISTANTE' }

/** A prompt as `npm run prompt` shows it: every message word for word, then what each part weighs in tokens. */
export function promptLines(
  { messages, parts }: Prompt,
  options: { models: readonly string[]; count(text: string): number },
): string[] {
  const { models, count } = options
  const lines = messages.flatMap(({ role, content, cacheable }) => [
    `━━━ ${roleNames[role]}${cacheable ? ' (gardé en cache par le fournisseur)' : ''}`,
    ...content.split('\n').map(printable),
    '',
  ])
  const rows = parts.map(({ name, text }): [string, number] => [partNames[name], count(text)])
  const total = messages.reduce((sum, { content }) => sum + count(content), 0)
  return [
    ...lines,
    `━━━ Tokens (cl100k_base ; chaque modèle compte un peu autrement)`,
    ...rows.map(([name, tokens]) => row(name, tokens)),
    row('en tout', total),
    '',
    `Envoyé à ${models.map(printable).join(', puis, s’il ne répond pas, à ')}.`,
  ]
}

function row(name: string, tokens: number): string {
  return `${String(tokens).padStart(7)}  ${name}`
}
