import { foldText } from './fold-text.ts'

export type SmalltalkTopic = 'greeting' | 'thanks' | 'goodbye' | 'identity'

const address =
  "(?: (?:a (?:toi|vous|tous|toutes)|tout le monde|toi|vous|les (?:filles|copines)|l'equipe|la team|tlm|madame|monsieur|mademoiselle|there|you|all|everyone|team|guys|girls|ladies|ma belle|les amies?|again|encore|chatbot|bot|robot))?"
const howAreYou =
  "(?:cv|sava|(?:comment )?(?:ca|sa) va(?: bien| toi| vous)*|comment (?:vas[ -]tu|tu vas|allez[ -]vous|vous allez)|tu vas bien|vous allez bien|la forme|quoi de neuf|how are (?:you|u)(?: doing)?(?: today)?|how is it going|how's it going|what's up|whats up|sup|nice to meet you|enchantee?|ravie?)"
/** Greetings, folded. */
export const hello =
  '(?:re)?(?:bonjou?re?|bjr|bonsoir|bsr|salut|slt|coucou|cc|kikou|hello+|hell?o|helo|hi+|hey+|yo|hola|allo|wesh|bonne journee|good (?:morning|afternoon|evening|day)|greetings|howdy)'
const thanks =
  "(?:(?:un |mille )?(?:grands? |tres grand )?(?:merci+s?|mer6|mrc|thanks?|thank (?:you|u)|thx|ty|cheers)(?: (?:beaucoup|bcp|infiniment|bien|encore|mille fois|a (?:toi|vous)|pour (?:ton|votre|l'|la|ta|cette|ces|tes|tout|ca)(?: ?\\w+){0,3}|a lot|so much|very much|for (?:your|the|that|this|everything)(?: \\w+){0,2}|you))*)"
const approval =
  "(?:(?:c'est |c |ct |it's |that's |that is |this is )?(?:super|parfait|genial|top|nickel|excellent|cool|ok(?:ay)?|d'accord|dac|compris|tres bien|ca marche|c'est note|je vois|bonne idee|perfect|great|awesome|amazing|nice|got it|understood|very helpful|helpful|clair|tres clair|tout est clair|(?:exactement|tout a fait|exactly) (?:ce que je (?:cherch|voul)ais|ce (?:qu'il me|dont j'ai|dont j'avais) (?:fallait|besoin)|what i (?:needed|wanted|was looking for))|j'adore|love it|bravo|wow|haha|lol|mdr|(?:tu es|t'es|vous etes|you are|you're) (?:(?:vraiment|trop|une?|au|des|so|the|a|really) )*(?:top|geniale?s?|super|adorable|ange|amour|reines?|formidable|parfaite?|gentille?|forte?|awesome|great|best|amazing|star)|(?:ca|cela|that|this|it) (?:m'aide|m'a (?:beaucoup |bien |vraiment |deja )?aidee?|me va|helps?|helped)(?: (?:deja|bien|beaucoup|bcp|tres|me|a lot|so much))*))"
const bye =
  "(?:au revoir|aurevoir|a (?:bientot|plus(?: tard)?|tout a l'heure|demain|la prochaine|tantot|\\+)|@\\+|bye+(?: bye)?|good ?bye|bonne (?:journee|soiree|nuit|continuation|fin de journee|semaine|apres[ -]midi)|(?:have a )?(?:nice|good|great|lovely) (?:day|evening|night|weekend|one)|see (?:you|ya)(?: (?:later|soon|tomorrow))?|ciao|tchao|tcho|salut a bientot|good night|bon week[ -]?end|take care|that's all(?: for (?:now|today))?|c'est tout(?: pour (?:le moment|aujourd'hui))?|that is all|rien d'autre|ce sera tout)"
const noMore = "(?:non|no|nope|c(?:'est)? bon|ca ira|ca (?:me )?suffit|it's fine|i'm good|that's it)"
const machine =
  '(?:un |une |a |an |the )?(?:vraie? |real |simple )?(?:robots?|bots?|humaine?|humans?|machine|ia|ai|intelligence artificielle|artificial intelligence|chat ?bots?|chat ?gpt|gpt|claude|personne(?: reelle)?|person|etre humain|human being|ordinateur|programme|logiciel|computer|program)'
const you =
  "(?:es[ -]?tu|est[ -]?ce que (?:tu es|t'es|vous etes|je parle (?:a|avec)|c'est)|tu es|t'es|tes|vous etes|etes[ -]vous|t es|c'est|suis[ -]je (?:face a|en train de parler a|avec)|je (?:parle|discute) (?:a|avec)|je suis en train de parler a|are (?:you|u)|r u|am i (?:talking|speaking|chatting) (?:to|with)|is this|is it|you are|you're|y a[ -]t[ -]il|il y a)"

/** Something is wanted, and not said yet: "j'ai une question", "infos svp", "tu peux m'aider ?". */
const opening = `(?:${[
  "(?:(?:j'ai|jai|j'aurais|je me pose|i have|i've got|i got) )?(?:(?:une|un|des|quelques|petite?s?|gros(?:se)?|vrai|a|an|some|little|small|quick|big) )*(?:questions?|problemes?|problems?|pb|soucis?|issue)",
  "(?:(?:je (?:voudrais|veux|cherche|souhaite|souhaiterais)|j'aimerais|jveux|j'ai besoin|besoin|il me faut|i (?:want|need|would like)|i'd like|looking for) )?(?:(?:avoir|obtenir|quelques|plus|de l'|d'|de|des|un|une|votre|ton|to have|to get|some|your) ?)*(?:(?<!plus d')(?:infos?|informations?)|renseignements?|aide|help)",
  "(?:est[ -]ce que )?(?:tu peux|peux[ -]tu|vous pouvez|pouvez[ -]vous|tu pourrais|pourrais[ -]tu|vous pourriez|pourriez[ -]vous|can you|could you|can someone) (?:m'aider|me renseigner|help(?: me)?)(?: (?:un peu|a bit))?",
  '(?:aide[ -]moi|aidez[ -]moi|help me|menu|start|commencer)',
].join('|')})(?: (?:svp|stp|please|pls|plz|s'il (?:te|vous) plait|merci))?`

const patterns: Record<SmalltalkTopic, string[]> = {
  identity: [
    `${you} (?:(?:vraiment|bien|really|just|juste|que|toujours|aussi|actually|still) )*${machine}(?: (?:ou|or|ou bien) (?:plutot )?${machine})*(?: ou (?:quoi|pas))?`,
    `(?:${machine}) (?:ou|or) (?:${machine})`,
    "(?:tu es|t'es|vous etes|t es|tes) (?:qui|quoi)(?: exactement| au juste| toi| en fait)?",
    'qui (?:es[ -]tu|etes[ -]vous|est[ -]tu|tu es|vous etes|est la|me repond|repond ici|parle)(?: exactement)?',
    "(?:c'est|est[ -]ce) (?:qui|quoi) (?:ce (?:chat|chatbot|bot|truc|service|site)|ca|derriere(?: ce chat)?)",
    "(?:quel|comment) (?:est ton nom|tu t'appelles?|t'appelles[ -]tu|vous appelez[ -]vous|vous vous appelez)",
    "(?:que|qu'est[ -]ce que) (?:peux[ -]tu|tu peux|sais[ -]tu|tu sais|pouvez[ -]vous|vous pouvez|fais[ -]tu|tu fais) ?(?:faire)?(?: (?:pour moi|exactement|ici))?",
    '(?:tu|vous) (?:peux|sais|pouvez|savez|fais|faites|sers|servez) (?:faire )?(?:a )?quoi(?: (?:exactement|au juste|pour moi))?',
    '(?:a )?quoi (?:tu sers|sers[ -]tu|vous servez)|tu sers a quoi',
    '(?:comment (?:ca|tu|vous) (?:marches?|fonctionnes?|marchez|fonctionnez)(?: ici)?|comment (?:ca )?marche ce chat)',
    '(?:who|what) (?:are|r) (?:you|u)(?: exactly)?',
    "what(?:'s| is) (?:your name|this|this chat|this bot)",
    'what (?:can|do) you (?:do|help(?: me)? with)(?: for me)?',
    'how (?:do you work|does this(?: chat)? work)',
    '(?:presente[ -]toi|presentez[ -]vous|introduce yourself|tell me about yourself|who am i (?:talking|speaking) to)',
    '(?:test|test test)',
  ],
  goodbye: [
    `(?:(?:${approval}|${thanks}|${noMore}|bon|allez|ok|et|and) )*${bye}(?: (?:${bye}|${thanks}|et|and|${hello}))*${address}`,
  ],
  thanks: [
    `(?:(?:${approval}|${noMore}|oh|ah|oui|yes|bonjour|hello) )*${thanks}(?: (?:${approval}|${thanks}|et|and|${noMore}))*${address}`,
    `${approval}(?: (?:${approval}))*`,
  ],
  greeting: [
    opening,
    `${hello}(?: (?:${hello}))*${address}(?: (?:et )?${howAreYou})*${address}`,
    `${howAreYou}${address}`,
    "(?:moi c'est|(?:moi )?je m'appelle|my name is|i'm called) \\p{L}+(?:[ -]\\p{L}+)?(?: enchantee?)?",
    "(?:est[ -]ce que )?(?:tu es la|t'es la|vous etes la|are you there|you there)",
  ],
}

const compiled = Object.entries(patterns).map(([topic, list]) => ({
  topic: topic as SmalltalkTopic,
  pattern: new RegExp(`^(?:(?:${hello})${address} )?(?:${list.join('|')})$`, 'u'),
}))

const greetingOnly = new RegExp(`^(?:${hello})${address}$`)
const greetingStart = new RegExp(`^(?:${hello})${address}(?: ${howAreYou})?(?: |$)`)

/** The topic of a message that is nothing but a courtesy or a question about the assistant itself; else null. */
export function smalltalkTopic(message: string): SmalltalkTopic | null {
  const text = plainText(message)
  if (text === '') return 'greeting'
  if (text.length > 90) return null
  if (greetingOnly.test(text)) return 'greeting'
  return compiled.find(({ pattern }) => pattern.test(text))?.topic ?? null
}

/** The message without the greeting it begins with: "bonjour, comment faire un réel ?" asks about reels only. */
export function withoutGreeting(message: string): string {
  const text = plainText(message)
  const rest = text.replace(greetingStart, '')
  return rest === '' || rest === text ? message : rest
}

const wayItWorks =
  /^(?:comment (?:ca )?(?:marche|fonctionne)s?(?: ca)?|how does (?:this|it) work|c'est quoi ca|what is this|what's this)$/

/** "Comment ça marche ?", once something was answered: about that, not about the assistant. */
export function mayGoOn(message: string): boolean {
  return wayItWorks.test(plainText(message))
}

const verySo = '(?:(?:vraiment|trop|si|tellement|un peu|bien|completement|totalement|so|really|just) )*'
const bad =
  '(?:nul+e?s?|naze?s?|mauvaise?s?|inutiles?|pourrie?s?|debiles?|betes?|stupides?|useless|bad|terrible|stupid|dumb|rubbish|no help)'
/** Whole messages that blame the answer, or who gave it, and ask for nothing. */
const blame = new RegExp(
  `^(?:(?:non|mais|bon|bah|pff+|franchement|desolee?|no|sorry|but) )*(?:${[
    `(?:(?:t'es|tu es|vous etes|c'est|c|ce chat est|ce bot est|you are|you're|this is|it's|that's) )?${verySo}${bad}`,
    "(?:ca|cela|this|that|it) (?:ne )?(?:m'aide|m'a|sert|repond) (?:pas|a rien|aidee? en rien)(?: (?:du tout|aidee?|a ma question))?",
    "(?:ce n'est|c'est|ce n'etait|c'etait) pas (?:du tout )?(?:ma question|ce que je (?:demande|demandais|voulais|veux|cherche|cherchais)|ca(?: que je \\w+)?)",
    "(?:tu|vous) (?:ne )?(?:comprends|comprenez|reponds|repondez|m'aides|m'aidez|sers|servez) (?:pas|rien|a rien|a cote)(?: (?:du tout|a ma question))?",
    "n'importe quoi",
    "(?:you (?:don't|do not|didn't) (?:understand|answer|help)(?: (?:me|my question))?|(?:that's|that is|this is) not (?:what i (?:asked|meant|want)|my question|helpful))",
  ].join('|')})$`,
)

/** What a message says that is only emoji, or only blames the answer; null when it says more, or nothing that tells. */
export function moodOf(message: string): 'pleased' | 'displeased' | null {
  const text = plainText(message)
  if (text !== '') return text.length <= 90 && blame.test(text) ? 'displeased' : null
  if (/[👎😡😠🤬😤😞😢😭🙄😒💩🖕]/u.test(message)) return 'displeased'
  return /[👍👌❤🙏😊😀😃😄😁🥰😍🤩🎉👏💪💕💖✨🔥🙌😘☺🙂]/u.test(message) ? 'pleased' : null
}

/** Folded, without punctuation and emoji, single spaces. */
export function plainText(message: string): string {
  return foldText(message)
    .replace(/[^\p{L}\p{N}'+@ -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
