import { foldText } from './fold-text.ts'

/** What a part of a message does: it asks for something, says that it is not what is wanted, or tells. */
export type Manner = 'asks' | 'declines' | 'tells'

/** A part as it stands in its message. */
export interface PlacedPart {
  text: string
  /** What stands between it and the part before it, and after it. */
  before: string
  after: string
  /** What the part before it does; undefined for the first. */
  previous: Manner | undefined
}

const opening =
  /^(?:(?:bonjour|salut|hello|hi|hey|alors|du coup|maintenant|ensuite|apres|sinon|aussi|d'abord|now|so|then|also|next|first|please|stp|svp)[\s,]+)+/

const interrogative =
  /^(?:(?:a|avec|de|d'|pour|dans|sur|en|par|chez|with|to|for|from|in|at|on)\s*)?(?:quoi|que|qu'|quels?|quelles?|qui|comment|combien|pourquoi|est-ce|c'est quoi|how|what|where|why|who|which|can|could|do|does|should|would|will|is|are|may|quand (?:est|faut|dois|doit|[a-z]+er\b)|when (?:should|to|do|is|are|can))\b/

/** `où`, which is `ou` (or) without its accent. */
const where = /^(?:d['’]|par\s+)?où(?!\p{L})/iu

const asksInside = /\b(?:comment|combien|pourquoi|quels?|quelles?|est-ce que|how|which)\b/

/** "je sais comment", "tu m'as expliqué comment": it was asked once. */
const knows =
  /\b(?:sais (?!pas|plus)|(?:as|a|avez|avoir|ont|ai) (?:deja |bien )?(?:explique|montre|dit|appris|compris|vu|lu)|(?:i|we) (?:already )?(?:know|learned|saw|understand|understood)|(?:explained|showed|told|taught) (?:me|us))\b/

const declining =
  /\b(?:pas|plus|aucun|jamais|sans)(?: du tout| vraiment| encore)? (?:besoin|envie|de question|d'aide)\b|\b(?:veux|voudrais|cherche|souhaite|parle|demande) (?:pas|plus|rien)\b|\brien a voir\b|\b(?:don'?t|do not|didn'?t|no longer) (?:really |actually )?(?:need|want|ask|mean)\b|\bno need\b|^(?:merci|thanks|thank you)(?! de\b| d')|^(?:pas|not|surtout pas) (?:pour|sur|de|du|mes|mon|ma|les|le|la|for|about|my|the)\b/

const wishing =
  /\b(?:(?:je|j'|on|nous) ?(?:veux|veut|voudrais|voudrait|voulais|aimerais|aimerait|souhaite|souhaiterais|cherche|recherche|hesite)|(?:ai|aurais|a|avons|aurait) (?:aussi |egalement |surtout )?besoin|besoin d|il (?:me|nous) (?:faut|faudrait)|arrive (?:pas|plus) a|(?:ai|a) du mal|tu (?:peux|pourrais|saurais)|(?:peux|pourrais|saurais)-tu|pouvez-vous|pourriez-vous|puis-je|peut-on|dois-je|faut-il|(?:i|we)(?:'d| would) (?:also )?(?:like|love)|(?:i|we) (?:also |still |really )?(?:want|need)|looking for|struggl(?:e|ing)|(?:i|we) can(?:'?t| ?not)|trying to|une question|a question)\b/

const ordering =
  /^(?:aide|explique|dis|donne|montre|fais|ecris|parle|propose|trouve|cree|redige|raconte|guide|conseille|envoie|prepare|rappelle)z?(?:-(?:moi|nous))?\b|^(?:expliquez|dites|donnez|aidez|montrez|proposez)\b|^(?:help|tell|show|give|explain|write|make|create|teach|suggest|recommend|guide|draft|automate|improve|find|build|set up|plan|list|describe|advise)\b/

const infinitive =
  /^(?:ne pas |me |m'|se |s'|les? |la |l'|y |en )?(?!(?:hier|cher|hiver|super|mer|leader|newsletter|mailer|flyer|banner|influencer|follower|header|footer|customer|user|order|number|however|after|other|another|never|ever|over|under|whether|either|later|better|together|whatever|avenir|plaisir|loisir|desir|souvenir|soir|noir)\b)(?:[a-z]+(?:[^i]er|[^o]ir)|publier|planifier|modifier|verifier|identifier|relier|copier|[a-z]*(?:faire|vendre|mettre|ecrire|prendre|construire|convaincre|inscrire|repondre|atteindre|rendre|suivre|duire|connaitre|lire|dire)|avoir|savoir|recevoir|(?:re|pre)?voir|concevoir)\b/

/** True for folded text whose first word is a verb in its infinitive: "acheter", "y recourir"; not "atelier", "lettre". */
export function beginsWithInfinitive(folded: string): boolean {
  return infinitive.test(folded)
}

/** Something is wrong with it, which asks for help without a question. */
const troubled =
  /\b(?:urgente?|urgence|urgemment|bloquee?s?|coincee?s?|en panne|plante|ne (?:marche|marchent|fonctionne|fonctionnent|part|partent|s'envoie|s'envoient) (?:plus|pas)|galere|galerons|bugu?e|(?:un|des|mes|le|les) (?:problemes?|soucis?)|(?:a |the |my |an )(?:problem|issue)|(?:problems?|issues?|trouble) with|asap|urgent(?:ly)?|broken|stuck|not working|stopped working)\b/

/** What goes on with the part before it: "… et mes posts", "…, mais pour ma newsletter". */
const joined = /^(?:,\s|\s(?:et|puis|mais|ainsi que|plus|and|but|then|also)\s)$/i
const goesOn =
  /^(?:(?:aussi|egalement|surtout|plutot|also|rather|more) )?(?:pour|sur|avec|de|du|des|d'|a|au|aux|dans|en|mes|mon|ma|nos|notre|ses|les|le|la|l'|un|une|quelques|for|about|with|on|in|my|our|the|an?|some)\b/
const saysOfIt =
  /\b(?:est|sont|ont|va|vont|marchent?|fonctionnent?|passent?|partent?|n'|ne|is|are|has|have|works?|goes|was|were|does|doesn't|don't)\b/
const turning = /\b(?:mais|but)\b/i

/**
 * What a part does, by its first words mostly, in French and English. What only goes on with the part before it does as
 * that does, but for "mais", which turns a no into a question.
 */
export function mannerOf({ text, before, after, previous }: PlacedPart): Manner {
  const folded = foldText(text).trim().replace(opening, '')
  if (after.includes('?') || interrogative.test(folded) || where.test(text.normalize('NFC'))) return 'asks'
  if (declining.test(folded)) return 'declines'
  if (!knows.test(folded) && asksInside.test(folded)) return 'asks'
  if ([wishing, ordering, infinitive, troubled].some(pattern => pattern.test(folded))) return 'asks'
  if (previous === undefined || !joined.test(before) || !goesOn.test(folded) || saysOfIt.test(folded))
    return 'tells'
  return previous === 'declines' && turning.test(before) ? 'asks' : previous
}
