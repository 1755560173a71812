import { foldText, wordsOf } from '../agents/fold-text.ts'
import { stemWord } from '../agents/stem-word.ts'
import { numberOf } from './number-words.ts'
import { type QuestionKind, questionKind } from './question-cues.ts'
import { questionTerms, type Term } from './question-terms.ts'
import { remember } from './remember.ts'
import { sameMeaning } from './same-meaning.ts'
import { stopWords } from './stop-words.ts'

/** A question of a pair, or beside one, as it is compared. */
export interface PairQuestion {
  terms: readonly Term[]
  /** Its longer words that say nothing of the subject, folded: a misspelt one looks like a term. */
  hollow: readonly string[]
  kind: QuestionKind
  /** The word it asks with, in English: `what`, `when` …; empty when it has none. */
  asksWith: string
  /** Words that turn what is asked into something else ("not", "without", "more"), in order. */
  turns: string
  /** Numbers in figures or in words, in order: "2 3". */
  numbers: string
  /** Single letters that name something ("formule B"), in order. */
  letters: string
  /** The words that follow "à", "vers", "to" …: where things go. */
  targets: readonly string[]
  /** Whether it names things beside each other ("entre Brevo et Mailchimp"): their order says nothing. */
  listed: boolean
}

const pricing = sameMeaning('prix')

/** A question of a pair is read at each message that is like it. */
const mostRemembered = 2000
/** Shorter words are never taken for a misspelling of another. */
const shortestHollow = 6

/** Reads a question of a pair, or a message. */
export const readPairQuestion = remember(mostRemembered, (question: string): PairQuestion => {
  const asked = withoutPoliteness(question)
  const kind = questionKind(asked)
  const words = wordsOf(asked)
  const isNumber = (word: string) => numberOf(word) !== null
  // "Combien coûte" and "c'est combien" say by their kind that it is the price.
  const terms = questionTerms(asked).filter(
    ({ word }) => !isNumber(word) && (kind !== 'price' || (word !== pricing && !stopWords.has(word))),
  )
  const hollow = [...new Set(words)].filter(word => word.length >= shortestHollow && stopWords.has(word))
  return {
    terms,
    hollow,
    kind,
    asksWith: askingWord(asked),
    turns: turnsOf(asked, kind),
    numbers: words.flatMap(word => numberOf(word) ?? []).join(' '),
    letters: lettersOf(asked),
    targets: targetsOf(asked),
    listed: listing.test(foldText(asked)),
  }
})

/** What a question may begin or end with that asks nothing, folded. */
const greeting =
  /^(?:(?:bonjour|bonsoir|salut|coucou|bjr|slt|hello|hi|hey)(?: (?:a (?:tous|toutes|vous|toi)|tout le monde|there|\p{L}+(?=[,!])))?[ ,.!-]+)+/u
const opening =
  /^(?:(?:s'il (?:te|vous) plait|svp|stp|please|alors|et|donc|dites?(?:[ -]moi)?|dis[ -]moi|excuse[zr]?[ -]moi|pardon|(?:j'ai )?une (?:petite )?question|petite question|i have a question)[ ,:!.-]+)*(?:(?:je (?:voudrais|souhaite(?:rais)?|veux|cherche a|me demand(?:e|ais))|j'aimerais(?: bien)?|je serais curieu(?:x|se) de|(?:peux|pourrais)[ -]tu|(?:pouvez|pourriez)[ -]vous|(?:tu (?:peux|pourrais)|vous (?:pouvez|pourriez))|(?:can|could) you(?: please)?|i(?: would|'d) like to|i want(?:ed)? to|i was wondering|i wonder)[ ,]*(?:(?:savoir|connaitre|comprendre|me (?:dire|preciser|rappeler|indiquer|expliquer)|m'(?:indiquer|expliquer)|demander|know|ask(?: you)?|tell me|explain(?: to me)?)[ ,]*)?(?:si |if |whether )?)?/
const closing =
  /(?:[ ,.?!]*\b(?:s'il (?:te|vous) plait|svp|stp|please|merci(?: (?:beaucoup|d'avance|bcp|par avance))?|thanks?(?: (?:a lot|you|in advance))?))+[ .!?]*$/

/** What is typed without its apostrophe, and read with it. */
const apostrophes: readonly [RegExp, string][] = [
  [/\bcest\b/gi, "c'est"],
  [/\bjai\b/gi, "j'ai"],
  [/\bjaimerais\b/gi, "j'aimerais"],
  [/\bquest(?=[ -]ce\b)/gi, "qu'est"],
  [/\bsil(?= (?:te|vous) pla[iî]t)/gi, "s'il"],
]

function withoutPoliteness(question: string): string {
  const typed = question.normalize('NFC').trim()
  const text = apostrophes.reduce((said, [pattern, meant]) => said.replace(pattern, meant), typed)
  const folded = foldText(text)
  // Folding may change how long a text is; then nothing is cut.
  if (folded.length !== text.length) return text
  const end = closing.exec(folded)?.index ?? folded.length
  const greeted = greeting.exec(folded.slice(0, end))?.[0].length ?? 0
  const start = greeted + (opening.exec(folded.slice(greeted, end))?.[0].length ?? 0)
  const rest = text.slice(start, end)
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text
}

/** First match wins: "à quelle heure" asks with `when`. */
const asking: readonly [string, RegExp][] = [
  ['when', /\b(?:quand|kan|when|(?:quelle?s? |what |which )(?:date|jour|heure|day|time|year|annee))\b/],
  ['why', /\b(?:pourquoi|pourkoi|pkoi|pk|why)\b/],
  ['how', /\b(?:comment|coment|cmt|how)\b(?! (?:many|much|long|old|far|big|often))/],
  ['how many', /\b(?:combien|cb|how (?:many|much|long|old|far|big|often))\b/],
  ['where', /(?:^|[ ,:?])(?:ou est|ou (?:se|sont|peut|puis|trouv|dois|faut)|d'ou|where)\b/],
  ['who', /\b(?:qui|ki|who|whom|whose)\b(?! (?:est|sont) (?:le|la|les) \w+ qui)/],
  // "Que faire si …" is not "c'est quoi …".
  [
    'do',
    /\b(?:que|quoi|qu'est[ -]ce que) (?:je )?(?:dois|puis|peux|peut|faut|faire)\b|\bwhat (?:do|should|can|must|to)\b/,
  ],
  [
    'what',
    /\b(?:quoi|koi|que|qu|quels?|quelles?|kel|kelle|what|which|lequel|laquelle|lesquels|lesquelles)\b/,
  ],
]

function askingWord(question: string): string {
  const folded = foldText(question.replace(/\bo\u00f9\b/giu, 'where')).replace(
    /\best[ -]ce qu(?:e\b|')/g,
    ' ',
  )
  return asking.find(([, pattern]) => pattern.test(folded))?.[0] ?? ''
}

/** What turns a question into another one: the words, folded, and what they say in one language. */
const turning: readonly [string, RegExp][] = [
  ['not', /^(?:pas|not|cannot|non|ni|nor|no|nobody|nothing|personne n)$/],
  ['never', /^(?:jamais|never)$/],
  ['without', /^(?:sans|without)$/],
  ['before', /^(?:avant|before)$/],
  ['after', /^(?:apres|after)$/],
  ['but', /^(?:sauf|except|hormis|excepte|excluding)$/],
  ['none', /^(?:aucune?s?|none)$/],
  ['outside', /^(?:hors|dehors|outside)$/],
  ['more', /^(?:plus|davantage|more|most)$/],
  ['less', /^(?:moins|less|least|fewer)$/],
  ['too', /^(?:trop|too)$/],
  ['all', /^(?:tous|toutes?|tout|all|every)$/],
  ['several', /^(?:plusieurs|several)$/],
  ['only', /^(?:seulement|uniquement|only)$/],
  ['since', /^(?:depuis|since)$/],
  ['until', /^(?:jusqu|jusque|until|till)$/],
  ['under', /^(?:sous|dessous|under|below)$/],
  ['above', /^(?:dessus|above|over)$/],
  ['off', /^(?:off)$/],
  ['out', /^(?:out)$/],
  ['down', /^(?:down)$/],
  ['against', /^(?:contre|against)$/],
  ['avoid', /^(?:evit(?:er?|ez|ant)|avoid(?:ing)?|empech(?:er?|ez|ant)|prevent(?:ing)?)$/],
  ['stop', /^(?:arret(?:er?|ez|ant)|cess(?:er?|ez|ant)|stop(?:ping)?)$/],
]
const turns = remember(mostRemembered, word => turning.find(([, pattern]) => pattern.test(word))?.[0] ?? '')

/** "Faut-il payer ?" is not "Puis-je payer ?". */
const obligation =
  /\b(?:faut|faudra|faudrait|dois|doit|doivent|devons|devez|must|should|need|needs|have to|has to|oblige\w*)\b/

function turnsOf(question: string, kind: QuestionKind): string {
  const folded = foldText(question).replace(/\bd'accord\b/g, ' ')
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? []
  const found = words.flatMap(word => turns(word) || [])
  if (/\w+n't\b/.test(folded) || /\bn(?:e |')(?:\w+[ -]){0,3}plus\b/.test(folded)) found.push('not')
  if (/\b(?:merci|thanks?|thank you) (?:pour|for)\b/.test(folded)) found.push('thanks')
  if ((kind === 'permission' || kind === 'other') && obligation.test(folded)) found.push('must')
  return found.sort().join(' ')
}

/** Letters that are words, or what is left of one where an apostrophe was ("l abonnement", "c quoi"). */
const letterWords =
  /^(?:[aiyo](?= [^ ])|[cdjlmnstu] (?=[aeiouyh])|[ck] (?=k?[qo]|combien)|[tu](?= )|[asx]$(?<=' [sx]))/

function lettersOf(question: string): string {
  const folded =
    foldText(question)
      .replace(/\b\p{L}'|'\p{L}\b/gu, ' ')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const letters = folded.flatMap((word, at) =>
    /^[a-z]$/.test(word) && !letterWords.test(folded.slice(at, at + 2).join(' ')) ? [word] : [],
  )
  // "Formule A comprise" ends no sentence: where it is a capital inside one, it names something.
  const capitals = /\p{Ll}/u.test(question)
    ? [...question.matchAll(/(?<=\p{Ll} )[A-Z](?![\p{L}\p{N}'’])/gu)]
    : []
  const named = capitals.map(([letter]) => letter.toLowerCase()).filter(letter => letter !== 'i')
  return [...new Set([...letters, ...named])].sort().join(' ')
}

const listing = /\b(?:entre|between|et|and|ou|or|vs|versus)\b/
const towards =
  /(?:(?<![\p{L}\p{N}])(?:a|à|au|aux|vers|en|to|into|than|que)(?![\p{L}\p{N}]) *)(?:(?:l'|d'|(?:la|le|les|un|une|du|de|des|mon|ma|mes|votre|vos|my|your|the|an) ))*([\p{L}\p{N}]+)/giu

function targetsOf(question: string): string[] {
  const text = question.normalize('NFC').replace(/[’‘]/g, "'")
  return [...text.matchAll(towards)]
    .flatMap(([, word = '']) => wordsOf(word))
    .map(sameMeaning)
    .map(stemWord)
}
