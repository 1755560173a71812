import type { Source } from '../../contract/chat.ts'
import type { WidgetConfig } from '../../contract/widget-config.ts'
import type { ConversationState, Failure, Message } from '../panel/conversation/conversation-state.ts'

/** One picture of the panel, as data. */
export interface DemoState {
  id: string
  /** What is to be seen, in a few words. */
  title: string
  conversation: Partial<ConversationState>
  language?: 'fr' | 'en'
  formality?: 'tu' | 'vous'
  theme?: 'light' | 'dark'
  mode?: 'inline'
  /** The direction of the page around it. */
  direction?: 'rtl'
  primary?: string
  /** The answer whose comment is asked for: its key. */
  rated?: string
  atEnd?: false
  /** What is pressed once it is drawn, by selector. */
  press?: string
}

/** The moment of all pictures, milliseconds since the epoch: a countdown shows the same figure each time. */
export const demoNow = Date.UTC(2026, 0, 5, 10)

export const demoConfig: WidgetConfig = {
  name: 'L’Agence des Copines',
  language: 'fr',
  welcome: 'Bonjour et bienvenue\u202F! Dis-moi ce qui t’amène\u00A0: Audrey ou Carole te répond.',
  contact: 'bonjour@agence-des-copines.example',
  legal: {
    text: 'Tes messages sont gardés 30 jours.',
    url: 'https://agence-des-copines.example/confidentialite',
  },
  agents: [
    {
      id: 'audrey',
      name: 'Audrey',
      emoji: '👩‍💼',
      colour: '#6b21a8',
      description: 'Emails, tunnels et outils, expliqués pas à pas.',
    },
    {
      id: 'carole',
      name: 'Carole',
      emoji: '🎨',
      colour: '#be185d',
      description: 'Instagram, contenus et image de marque.',
    },
  ],
  suggestions: [
    'Comment faire une séquence email de bienvenue\u202F?',
    'Des idées de réels pour une prof de yoga\u202F?',
    'Par où commencer un tunnel de vente\u202F?',
  ],
}

const englishConfig: WidgetConfig = {
  ...demoConfig,
  language: 'en',
  welcome: 'Hello and welcome! Tell us what brings you here: Audrey or Carole will answer.',
  legal: { text: 'Your messages are kept for 30 days.', url: 'https://agence-des-copines.example/privacy' },
  agents: demoConfig.agents.map((agent, index) => ({
    ...agent,
    description: index ? 'Instagram, content and branding.' : 'Emails, funnels and tools, step by step.',
  })),
  suggestions: ['How do I write a welcome email sequence?', 'Any reel ideas for a yoga teacher?'],
}

const politeConfig: WidgetConfig = {
  ...demoConfig,
  welcome: 'Bonjour et bienvenue\u202F! Dites-nous ce qui vous amène\u00A0: Audrey ou Carole vous répond.',
  legal: { text: 'Vos messages sont gardés 30 jours.' },
}

const sources: Source[] = [
  {
    document: 'sequence-bienvenue.md',
    title: 'La séquence de bienvenue',
    section: 'La séquence de bienvenue > Combien d’emails',
    page: 2,
    quote: 'Cinq emails en dix jours suffisent pour faire connaissance, sans fatiguer personne.',
  },
  {
    document: 'tunnel.pdf',
    title: 'Un tunnel simple',
    url: 'https://agence-des-copines.example/tunnel.pdf',
    page: 4,
    quote: 'Une page, un cadeau, un email : le reste peut attendre.',
  },
]

const audreyText = [
  'Cinq emails en dix jours, c’est **l’essentiel** [1] :',
  '',
  '1. le cadeau promis, le jour même ;',
  '2. ton histoire, en quelques lignes ;',
  '3. une astuce à appliquer tout de suite.',
  '',
  'Tout est détaillé dans [ce guide](https://agence-des-copines.example/guide).',
].join('\n')

const caroleText = [
  'Avec joie ! ✨ Trois idées de réels qui te ressemblent :',
  '',
  '- ton tapis au lever du jour, **sans un mot** ;',
  '- une posture, deux variantes ;',
  '- la question que tes élèves posent toujours.',
].join('\n')

const base = { sources: [], rating: null, failure: null, ratingFailure: null, agentChanged: false } as const

/** What the visitor writes. */
const ask = (id: string, text: string, more: Partial<Message> = {}): Message => ({
  ...base,
  key: `${id}q`,
  message_id: id,
  role: 'user',
  text,
  status: 'done',
  agent: null,
  ...more,
})

/** What she gets. */
const reply = (id: string, agent: string | null, text: string, more: Partial<Message> = {}): Message => ({
  ...base,
  key: `${id}a`,
  message_id: id,
  role: 'assistant',
  text,
  status: 'done',
  agent,
  ...more,
})

const question = ask('1', 'Comment faire une séquence email de bienvenue\u202F?')
const answered = [question, reply('1', 'audrey', audreyText, { sources })]
const unsent = (failure: Failure) =>
  ask('2', 'Et le sujet de mes emails\u202F?', { status: 'unsent', failure })

/** A conversation whose last message could not be sent. */
const failed = (failure: Failure): Partial<ConversationState> => ({
  messages: [question, reply('1', 'audrey', 'Cinq emails en dix jours.', { sources }), unsent(failure)],
})

/** Every state the panel can be in, in the order a visitor may meet them. */
export const demoStates: readonly DemoState[] = [
  { id: 'welcome', title: 'Accueil', conversation: {} },
  {
    id: 'sending',
    title: 'Envoi',
    conversation: {
      messages: [ask('1', 'Comment faire une séquence email de bienvenue\u202F?', { status: 'sending' })],
    },
  },
  {
    id: 'waiting',
    title: 'En attente',
    conversation: { messages: [question, reply('1', null, '', { status: 'waiting' })] },
  },
  {
    id: 'streaming',
    title: 'Réponse en cours',
    conversation: {
      messages: [question, reply('1', 'audrey', audreyText.slice(0, 108), { status: 'streaming' })],
    },
  },
  {
    id: 'answer',
    title: 'Réponse et sources ouvertes',
    conversation: { messages: answered },
    press: '.sources summary',
  },
  {
    id: 'change',
    title: 'Changement de spécialiste',
    conversation: {
      messages: [
        question,
        reply('1', 'audrey', 'Cinq emails en dix jours.', { rating: 'up' }),
        ask('2', 'Et pour mes réels\u202F?'),
        reply('2', 'carole', caroleText, { agentChanged: true }),
      ],
    },
  },
  {
    id: 'clarify',
    title: 'L’équipe demande une précision',
    conversation: {
      messages: [
        ask('1', 'J’ai besoin d’aide pour mon activité'),
        reply(
          '1',
          'escalate',
          'Pour te répondre juste : ta question est plutôt pour Audrey ou Carole\u202F?',
        ),
      ],
    },
  },
  {
    id: 'person',
    title: 'Une personne',
    conversation: {
      messages: [
        ask('1', 'Je voudrais parler à une personne.'),
        reply(
          '1',
          'escalate',
          'Bien sûr. Pour joindre une personne de l’équipe : bonjour@agence-des-copines.example. Ce chat note ta demande mais ne prévient personne : redis-la en entier quand tu écris à l’équipe.',
        ),
      ],
    },
  },
  {
    id: 'menu',
    title: 'Menu ouvert',
    conversation: { messages: answered },
    press: '.more > summary',
  },
  { id: 'offline', title: 'Hors ligne', conversation: { ...failed({ code: 'offline' }), online: false } },
  { id: 'timeout', title: 'Délai dépassé', conversation: failed({ code: 'timeout' }) },
  {
    id: 'cut',
    title: 'Réponse coupée',
    conversation: {
      messages: [
        question,
        reply('1', 'audrey', audreyText.slice(0, 108), { status: 'partial', failure: { code: 'cut' } }),
      ],
    },
  },
  {
    id: 'limited',
    title: 'Trop de messages (429)',
    conversation: failed({ code: 'rate_limited', retry_at: demoNow + 42_000 }),
  },
  {
    id: 'unavailable',
    title: 'Service indisponible (503)',
    conversation: failed({ code: 'unavailable', retry_at: demoNow + 5000 }),
  },
  {
    id: 'unsent',
    title: 'Pas envoyé, après un rechargement',
    conversation: {
      messages: [...answered, ask('2', 'Et le sujet de mes emails\u202F?', { status: 'unsent' })],
    },
  },
  {
    id: 'too-long',
    title: 'Message trop long',
    conversation: { messages: answered, draft: 'bonjour '.repeat(260) },
  },
  {
    id: 'stopped',
    title: 'Arrêtée',
    conversation: {
      messages: [question, reply('1', 'audrey', audreyText.slice(0, 108), { status: 'stopped' })],
    },
  },
  {
    id: 'partial',
    title: 'Réponse interrompue',
    conversation: {
      messages: [question, reply('1', 'audrey', audreyText.slice(0, 108), { status: 'partial' })],
    },
  },
  {
    id: 'feedback',
    title: 'Avis et commentaire',
    conversation: {
      messages: [
        ask('1', 'Des idées de réels pour une prof de yoga\u202F?'),
        reply('1', 'carole', caroleText, { rating: 'down' }),
      ],
    },
    rated: '1a',
  },
  { id: 'history-loading', title: 'Retour d’une visiteuse', conversation: { history: 'loading' } },
  {
    id: 'history-failed',
    title: 'Historique indisponible, la suite est plus bas',
    conversation: { history: 'failed', messages: answered },
    atEnd: false,
  },
  { id: 'dark', title: 'Sombre', conversation: { messages: answered }, theme: 'dark' },
  {
    id: 'markdown',
    title: 'Mise en forme',
    conversation: {
      messages: [
        ask('1', 'Montre-moi tout'),
        reply(
          '1',
          'audrey',
          [
            '# Un titre',
            'Du **gras**, de l’*italique*, du `code` et un [lien](https://agence-des-copines.example).',
            '',
            '> Une citation d’un document.',
            '',
            '- une liste',
            '- à puces',
            '',
            '```',
            'RÉDUCTION = "-20 %"',
            '```',
          ].join('\n'),
        ),
      ],
    },
  },
  { id: 'english', title: 'English', language: 'en', conversation: { config: englishConfig } },
  { id: 'vous', title: 'Vouvoiement', formality: 'vous', conversation: { config: politeConfig } },
  { id: 'rtl', title: 'Page de droite à gauche', direction: 'rtl', conversation: { messages: answered } },
  {
    id: 'brand',
    title: 'Autre couleur de marque',
    primary: '#0f766e',
    conversation: { messages: answered, draft: 'Merci !' },
  },
  { id: 'inline', title: 'Dans la page', mode: 'inline', conversation: { messages: answered } },
]

/** A conversation in which nothing has happened yet. */
export const demoConversation: ConversationState = {
  messages: [],
  history: 'loaded',
  draft: '',
  online: true,
  config: demoConfig,
}
