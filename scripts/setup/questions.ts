import { parseConfig } from '../../server/config.ts'
import { ConfigError } from '../../server/config-error.ts'

type Values = Record<string, string>

/** One thing that is asked. An answer sets variables; an empty one keeps what there is. */
export interface Question {
  /** The option of the command that answers it. */
  option: 'site' | 'database' | 'supabase-key' | 'openrouter-key' | 'openai-key' | 'cohere-key' | 'budget'
  /** Shown once, above it. */
  title: string
  hint: string
  /** A key is not shown while it is typed, nor after. */
  secret: boolean
  /** What an empty answer stands for, of what is set already; empty where nothing is. */
  current(values: Values): string
  /** What an empty answer sets where nothing is. */
  fallback?: string
  /** False where an answer before makes it pointless. */
  isAsked(values: Values): boolean
  /** The variables that an answer sets; an empty value takes one away. */
  toValues(answer: string): Values
}

const always = () => true
const hasKey = (values: Values) =>
  ['OPENROUTER_API_KEY', 'OPENAI_API_KEY', 'COHERE_API_KEY', 'AI_SDK_PACKAGE'].some(name => values[name])

function keyQuestion(option: Question['option'], name: string, title: string, hint: string): Question {
  return {
    option,
    title,
    hint,
    secret: true,
    current: values => values[name] ?? '',
    isAsked: always,
    toValues: answer => ({ [name]: answer }),
  }
}

/** What is asked, in order: five questions, of which those about the database and about searching have two parts. */
export const questions: readonly Question[] = [
  {
    option: 'site',
    title: '1/5  Ton site',
    hint: 'L’adresse des pages qui montreront le chat, par exemple https://exemple.fr (plusieurs : séparées par des virgules)',
    secret: false,
    current: ({ ALLOWED_ORIGINS: origins = '' }) => (origins === '*' ? '' : origins),
    isAsked: always,
    toValues(answer) {
      const origins = answer.split(',').flatMap(part => toOrigins(part.trim()))
      return { ALLOWED_ORIGINS: origins.join(','), SITE_URL: origins[0] ?? '' }
    },
  },
  {
    option: 'database',
    title: '2/5  La base de données',
    hint: 'Rien : embarquée, dans ./data (une machine, un processus). Sinon postgresql://utilisateur:motdepasse@hote:5432/base, ou https://<référence>.supabase.co',
    secret: false,
    current: ({ DATABASE_URL: url, SUPABASE_URL: supabase }) => url ?? supabase ?? '',
    isAsked: always,
    toValues: (answer): Values =>
      answer.startsWith('https://')
        ? { SUPABASE_URL: answer, DATABASE_URL: '' }
        : { DATABASE_URL: answer, SUPABASE_URL: '', SUPABASE_SERVICE_KEY: '' },
  },
  {
    ...keyQuestion(
      'supabase-key',
      'SUPABASE_SERVICE_KEY',
      '     La clé secrète de Supabase',
      'sb_secret_… (Project Settings > API Keys), jamais la clé publique. Colle d’abord database/migrations.sql dans son éditeur SQL',
    ),
    isAsked: ({ SUPABASE_URL: url, DATABASE_URL: postgres }) => Boolean(url) && !postgres,
  },
  keyQuestion(
    'openrouter-key',
    'OPENROUTER_API_KEY',
    '3/5  Qui écrit les réponses',
    'La clé d’OpenRouter (https://openrouter.ai/keys). Rien : les réponses citent tes documents, sans modèle',
  ),
  keyQuestion(
    'openai-key',
    'OPENAI_API_KEY',
    '4/5  La recherche',
    'La clé d’OpenAI, pour chercher par le sens (environ 0,02 $ le million de tokens). Rien : par les mots',
  ),
  keyQuestion(
    'cohere-key',
    'COHERE_API_KEY',
    '     Le reclassement des extraits',
    'La clé de Cohere. Rien : l’ordre de la recherche',
  ),
  {
    option: 'budget',
    title: '5/5  Ton budget',
    hint: 'Euros par mois que les modèles peuvent coûter ; ensuite, les réponses citent les documents',
    secret: false,
    current: ({ MONTHLY_BUDGET_EUR: euros = '' }) => euros,
    fallback: '50',
    isAsked: hasKey,
    toValues: answer => ({ MONTHLY_BUDGET_EUR: answer.replace(/\s*€$/, '').replace(',', '.') }),
  },
]

/** `exemple.fr` as people type it: its origin, and that of its `www.` twin is asked of nobody. */
function toOrigins(text: string): string[] {
  if (text === '') return []
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`
  return [/^https?:/i.test(url) && URL.canParse(url) ? new URL(url).origin : text]
}

/** What is wrong with values that were just set, a French line each: only what concerns them. */
export function problemsOf(all: Values, set: Values): string[] {
  try {
    parseConfig(all)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    // A key that is asked for next is not missing yet.
    const names = Object.keys(set)
    return error.problems.filter(
      problem => names.some(name => problem.startsWith(`${name} `)) && !/ manque :/.test(problem),
    )
  }
}

/** What may be shown of a value: of a key, its end; of an address, no password. */
export function shown(value: string, secret: boolean): string {
  if (secret) return value.length > 12 ? `…${value.slice(-4)}` : '…'
  return value.replace(/^(postgres(?:ql)?:\/\/[^:@/]+):.*@/, '$1:…@')
}
