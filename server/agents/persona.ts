/** Languages a visitor is answered in by the team's own texts. */
export type Language = 'fr' | 'en'

/** One text in both languages. */
export type Localised = Record<Language, string>

/** One specialist, as its file agents/<id>.md says. */
export interface Persona {
  /** The file's name without `.md`; also the owner of its documents. */
  id: string
  name: string
  emoji: string
  /** `#rrggbb`, lower case. */
  colour: string
  /** What the specialist takes care of, in one sentence. */
  description: Localised
  /** The same in a few words, to stand in a sentence of the team: "Carole (Instagram, contenu)"; may be empty. */
  speciality: Localised
  /** What v1's `/webhook/chat` calls the specialist; null when v1 did not know it. */
  webhookType: 'automation' | 'creation' | null
  /** What is said below an answer to a visitor who asks much the same again and again; null: nothing. */
  offer: Localised | null
  /** Model of the answers; null: the configured one. */
  model: string | null
  /** Questions that are the specialist's: what the router learns from. */
  examples: string[]
  /** Words that name the specialist's field. */
  keywords: string[]
  /** The prompt: the file's body. */
  prompt: string
}

/** Names of the texts the team says itself, when no specialist answers. */
export const teamTextKeys = [
  'welcome',
  'clarify',
  'human',
  // The same, where somebody is told of it (webhooks).
  'human_told',
  'out_of_scope',
  // Whom to turn to, for who speaks of wanting to die.
  'distress',
  'greeting',
  'thanks',
  'goodbye',
  'identity',
] as const

export type TeamTextKey = (typeof teamTextKeys)[number]

/** How the team's chat shows itself on a page, as agents/team.md says. */
export interface TeamWidget {
  /** Languages it may be shown in; the team's own first. */
  languages: Language[]
  /** How it speaks to a French visitor. */
  formality: 'tu' | 'vous'
  theme: 'auto' | 'light' | 'dark'
  position: 'right' | 'left'
  /** `#rrggbb`, lower case; those left out are the product's. */
  colours: Partial<Record<'primary' | 'text' | 'background', string>>
  /** Questions to begin with, by language; a language without any shows the specialists' own. */
  suggestions: Partial<Record<Language, string[]>>
  /** What becomes of the messages, in one line; null when nothing is said. */
  legal: Localised | null
  /** The page that says it in full. */
  legalPage: string | null
}

/** The team, as agents/team.md says. */
export interface Team {
  name: string
  /** Language of the team's texts when the visitor's is not clear. */
  language: Language
  /** How to reach a person: an address, a telephone number, a page; null when none is given. */
  contact: string | null
  texts: Record<TeamTextKey, Localised>
  widget: TeamWidget
  /** The file's body: what every specialist's prompt begins with; may be empty. */
  prompt: string
}
