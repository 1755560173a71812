import { createRouter } from '../agents/choose-agent.ts'
import { type AgentFile, parseTeam } from '../agents/parse-team.ts'

/** A specialist's file. */
export function personaFile(id: string, name: string, examples: string[], keywords: string[]): AgentFile {
  const fields = {
    id,
    name,
    emoji: '✨',
    colour: '#112233',
    description: `${name} t’aide.`,
    examples,
    keywords,
  }
  return { name: `${id}.md`, text: `---\n${JSON.stringify(fields)}\n---\nTu es ${name}.` }
}

export const paul = personaFile(
  'paul',
  'Paul',
  [
    'Comment envoyer une séquence d’emails ?',
    'Mes emails arrivent dans les spams',
    'C’est quoi un tunnel de vente ?',
    'Comment créer une page de capture ?',
    'Quel outil pour automatiser mes rendez-vous ?',
    'Comment relancer un panier abandonné ?',
    'How do I set up an email sequence?',
    'Comment connecter Zapier à mon formulaire ?',
  ],
  ['email', 'tunnel', 'automatisation', 'newsletter'],
)
export const zoe = personaFile(
  'zoe',
  'Zoé',
  [
    'Comment faire un réel Instagram ?',
    'Des idées de stories pour cette semaine ?',
    'Combien de fois poster par semaine ?',
    'Comment écrire une bonne légende ?',
    'Quelles couleurs pour ma marque ?',
    'Comment faire grandir ma communauté ?',
    'How often should I post on Instagram?',
    'Un calendrier éditorial pour mes publications',
  ],
  ['instagram', 'story', 'réel', 'contenu'],
)
export const nadia = personaFile(
  'nadia',
  'Nadia',
  [
    'Comment déclarer mes revenus d’auto-entrepreneur ?',
    'Quel statut juridique choisir ?',
    'Faut-il facturer la TVA ?',
    'Comment faire une facture ?',
    'Combien de cotisations à l’URSSAF ?',
    'Micro-entreprise ou société ?',
  ],
  ['impôts', 'TVA', 'URSSAF', 'facture', 'comptabilité'],
)
const teamFile: AgentFile = { name: 'team.md', text: '---\nname: Studio\n---\n' }

/** The team of these files, and its router. */
export function routerOf(files: AgentFile[], threshold = 0.7) {
  const team = parseTeam('agents', [...files, teamFile])
  return { team, router: createRouter({ ...team, threshold }) }
}
/** A question and its answer, as history. */
export function exchange(question: string, agent: string, answer = 'Voici.') {
  return [
    { role: 'user' as const, content: question, agent: null },
    { role: 'assistant' as const, content: answer, agent },
  ]
}
