import { foldText } from '../agents/fold-text.ts'
import { remember } from './remember.ts'

/** What a question asks for, and so what its answer looks like. */
export type QuestionKind =
  | 'price'
  | 'quantity'
  | 'time'
  | 'person'
  | 'place'
  | 'steps'
  | 'reason'
  | 'definition'
  | 'permission'
  | 'mistakes'
  | 'other'

/** First match wins. Patterns read folded text; `où` is told from `ou` before folding. */
const questions: [QuestionKind, RegExp][] = [
  [
    'mistakes',
    /\b(erreurs?|fautes?|pieges?|maladresses?|mistakes?|errors?|pitfalls?)\b.{0,30}\b(evit\w*|frequente?s?|courante?s?|classiques?|a ne pas|avoid)\b|\b(evit\w*|avoid\w*|common|classic|usual) .{0,30}\b(erreurs?|fautes?|pieges?|mistakes?|errors?|pitfalls?)\b|\b(qu'est-ce qu'il faut|que|quoi|quels? \w+|quelles? \w+|what|which \w+) (faut[- ]il |dois[- ]je |doit[- ]on |should (i|you|we) |to |a )?(eviter|avoid|bannir|ne pas faire|not do)\b/,
  ],
  ['quantity', /\bcombien de temps\b|\bhow long\b/],
  [
    'price',
    /\b(prix|tarifs?|cou(t|ts|te|tent|ter)|coutent|combien (d'argent|ca coute|je (paie|paye))|gratuit\w*|payant\w*|price|pricing|costs?|fees?|how much (is|are|does|do|will|would)|(c'est|c) (combien|cb)|(combien|cb) (c'est|par (mois|an)))\b/,
  ],
  // "Combien la formation ?" asks its price; "combien la formation dure ?" does not.
  [
    'price',
    /\b(combien|cb) (pour )?(l'|(la|le|les|une?|vos|votre|ta|ton|tes|cette|ce) )(?!.*\b(dure\w*|pren\w*|contien\w*|compte\w*|fait|font|faut|temps|heures?|jours?|mois|places?)\b)\w+( \w+){0,2}\s*[?!.]*$/,
  ],
  ['quantity', /\b(combien|cb|how (many|much|old|far|big|tall))\b/],
  [
    'quantity',
    /\b(quel(le)?s? (est |sont |etait |etaient )?(la |le |les |l')?|what (is |was |are )?(the )?)(montants?|pourcentages?|taux|nombres?|durees?|ages?|tailles?|delais?|frequences?|longueurs?|superficies?|percent\w*|number|amount|size|average|population)/,
  ],
  [
    'time',
    /\b(quand|when|horaires?|(what|which) (year|date|day|time|month|century|decade))\b|\b(quelle?s?|en quelle?) (est la |etait la |sont les )?(dates?|annees?|jours?|heures?|periodes?|epoques?|mois|siecles?|saisons?)\b/,
  ],
  [
    'reason',
    /\b(pourquoi|pourkoi|pkoi|why)\b|\b(quelles?|what) (est |sont |is |was |are )?(la |les |the )?(raisons?|causes?|reason)/,
  ],
  ['steps', /\b(comment|commen|how (do|does|can|could|should|to)|(etapes|demarches|steps)\b)/],
  [
    'definition',
    /\b(a quoi (sert|servent|ca sert)|what is .* for|c'?\s?est quoi|c (koi|quoi)|qu'est[- ]ce (que|qu')|definition|definir|what( is|'s| are)|que (veut dire|signifie)|ca veut dire)/,
  ],
  ['person', /\b(qui|who|whom|whose)\b|\bquel(le)? (est le nom|personne|roi|president|auteur|homme|femme)/],
  [
    'place',
    /\bwhere\b|\b(dans|en|a|de|vers) quel(le)?s? (villes?|pays|lieux?|endroits?|regions?|ile|continent|provinces?)|\b(which|what) (city|country|place|state|town|region)/,
  ],
  [
    'permission',
    /^(est[- ]ce que|peut|puis|dois|doit|faut|can|may|must|should|is it|are we|am i|ai[- ]je)\b|\b(ai[- ]je|puis[- ]je|peut[- ]on|doit[- ]on|faut[- ]il|est[- ]il|a-t-on) /,
  ],
]

/** In French a prize is a `prix` too. */
const prize = /\b(nobel|gagn\w*|remport\w*|decern\w*|obt(ien|en)\w*|recu\w*|recoi\w*|won|awarded)\b/

/** Reads what a question asks for from its words. */
export function questionKind(question: string): QuestionKind {
  const folded = foldText(question).replace(/\s+/g, ' ').trim()
  if (/(^|\s)[Oo]ù(\s|$|[-?])/u.test(question.normalize('NFC'))) return 'place'
  const kind = questions.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'other'
  return kind === 'price' && prize.test(folded) ? 'other' : kind
}

const cues: Record<QuestionKind, RegExp | null> = {
  price:
    /\d[\d\s.,-]*(€|\$|£|(euros?|dollars?|eur|usd|chf|francs?|ttc|ht)\b)|[€$£]\s?\d|\b(gratuit\p{L}*|offert\p{L}*|payant\p{L}*|sans frais|free)\b/iu,
  quantity:
    /\d|€|%|\b(un seul|une seule|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|cents?|mille|millions?|milliards?|moitié|tiers|quart|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred|thousand|million|billion|half|third|gratuit\p{L}*|offert\p{L}*|free)\b/iu,
  time: /\b\d{1,2} ?h(?:\d{2})?\b|\b(1\d{3}|20\d\d)\b|\b(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|january|february|march|april|may|june|july|august|september|october|november|december|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|matin|soir|monday|tuesday|wednesday|thursday|friday|saturday|sunday|siècle|century|heures?|jours?|semaines?|mois|ans|années?|days?|weeks?|months?|years?|hours?)\b/iu,
  person:
    /[\p{Ll},;:] ["«“]?\p{Lu}[\p{L}'’.-]+( (de|du|des|d'|von|van|of) ?| )\p{Lu}\p{L}+|\b(M\.|Mme|Dr|équipe|team)\s/u,
  place:
    /\b(à|au|aux|en|dans|vers|près de|depuis|in|at|near|from|to|chez|sur) (la |le |les |l['’]|the )?["«“]?\p{Lu}|\b(page|onglet|menu|rubrique|section|réglages|paramètres|adresse|bouton|tab|settings)\b/u,
  steps:
    /\b(d['’]abord|ensuite|puis|enfin|étapes?|premièrement|pour cela|il (te |vous )?(faut|suffit)|(tu|vous) (peux|pouvez|dois|devez)|clique[rz]?|cliquez|va|allez|ouvr(e|ez|ir)|choisi[rsz]\p{L}*|sélectionn(e|ez|er)|crée[rz]?|ajoute[rz]?|first|then|click|choose|select|open|create|you can|need to|en \p{L}+ant|grâce|by \p{L}+ing)\b/iu,
  reason:
    /\b(parce qu|car|afin|pour|en raison|grâce|puisque|permet|évite|à cause|raison|because|since|so that|in order|due to|thanks to|as a result|therefore|ainsi|c['’]est pourquoi|donc)/iu,
  definition:
    /\b(sert|servent|est|sont|désigne|désignent|signifie|consiste|correspond|permet|s['’]agit|c['’]est[- ]à[- ]dire|appelle|is|are|means?|refers|stands for|consists)\b/iu,
  permission:
    /\b(oui|non|pouvez|peux|peut|possible|impossible|interdit\p{L}*|autoris\p{L}+|oblig\p{L}+|doit|devez|dois|faut|yes|no|can|may|must|not|allowed|required|droit)\b/iu,
  // A list of mistakes says them as plainly as a list of advice: its heading tells them apart.
  mistakes: null,
  other: null,
}

/** Sentences of a kind that are remembered: the same ones are read beside question after question. */
const mostSentences = 2000
const finders = new Map(
  Object.entries(cues).map(([kind, pattern]) => [
    kind,
    pattern && remember(mostSentences, sentence => pattern.test(sentence)),
  ]),
)

/** True when a sentence holds what an answer to that kind of question holds: a number, a date, a reason … */
export function hasCue(kind: QuestionKind, sentence: string): boolean {
  return finders.get(kind)?.(sentence) ?? false
}
