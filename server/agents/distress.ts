import { wordsOf } from './fold-text.ts'

// Phrases over folded words that one space parts, in the spellings people type. They ask for who speaks of wanting to die,
// not for the words alone: "un post sur la prévention du suicide" is work, "mourir de rire" is a manner of speaking.

const die =
  '(?:mour+ir(?! (?:de (?:rire|honte|faim|soif|chaud|froid|peur|ennui|trac|envie|jalousie|fatigue)|d (?:envie|ennui|impatience)))|crever(?! (?:de (?:faim|chaud|soif)|l ecran|le plafond))|me (?:sui[csz]+i?der|tuer(?! (?:a la tache|au travail|a [a-z]+er))|pendre|noyer|faire du mal|scarifier|mutiler|foutre en l air|tirer une balle|jeter (?:sous|par|d un pont|du)|laisser mourir)|m (?:ouvrir les veines|oter la vie)|en finir(?! (?:\\w+ ){0,5}(?:avec (?!la vie|ma vie|moi|tout)|vite|rapidement))|(?:mettre fin a|finir avec) (?:mes jours|ma vie|la vie|tout)|ne plus (?:vivre|exister|etre la|me reveiller)|dispar?aitre (?:pour toujours|pour de bon|de cette terre)|me reveiller plus jamais)'
const really =
  '(?:(?:juste|vraiment|tellement|trop|si|souvent|parfois|encore|toujours|plus que|tout le temps|seulement|des fois|deja|de plus en plus|tres|serieusement|envisage de|pense a|songe a) )*'

const french = [
  // j'ai envie de mourir, mon amie a envie de mourir
  `\\b(?:j ai|jai|g|j avais|ai|a|avait|as|ont|avec l|que l) ${really}(?:envies?|envi|hate|besoin|l idee|pensees?|idees?) (?:d en finir(?! (?:\\w+ ){0,5}(?:avec (?!la vie|ma vie|moi|tout)|vite))|(?:de |d )+${die})`,
  // je veux mourir, je vais me tuer, comment me suicider
  `\\b(?:je|j|jveux|jvais|jvoudrais|chui|comment|facons? de|moyens? de|envie de|moyen de)(?: (?:ne |n )?(?:veux|voudrais|vais|souhaite|aimerais|prefere|prefererais|pense|songe|compte|pourrais|devrais|suis prete? a|suis decidee? a))? ${really}(?:a |d |de )?${die}`,
  '\\bje (?:ne )?(?:veux|voudrais|peux|souhaite) (?:vraiment )?(?:plus|pas) (?:continuer a |de )?(?:vivre|exister|etre (?:en vie|vivante?))(?! (?:ca|cela|de |dans|comme|avec|sans|sur|chez|a|la|le|les|cette|ce))\\b',
  // elle veut se tuer
  '\\b(?:veut|veulent|voudrait|va|vais|veuille|parle de|menace de|pense a|songe a|essaye? de|tente de|tente|failli|envisage de|envie de) (?:se (?:sui[csz]+i?der|tuer|pendre|faire du mal|scarifier)|mour+ir)\\b(?! (?:de (?:rire|honte|faim|soif|chaud|froid|peur|ennui|trac)|d (?:envie|ennui)))',
  '\\b(?:j ai|jai|a|ai|avec des|avoir des|avoir) (?:fait )?(?:\\w+ )?(?:idees? (?:noires|suicidaires)|pensees suicidaires|envies suicidaires|tentatives? de suicide)\\b',
  '\\b(?:je suis|je me sens|chui|elle est|il est) (?:\\w+ )?suicidaire\\b',
  '\\b(?:plus|pas|aucune) (?:envie|gout|force|raison|la force|le gout|l envie|de raison|de gout|d envie)(?: (?:de|a))? (?:vivre|la vie|continuer a vivre)\\b',
  '\\b(?:(?:ma|la) vie (?:ne )?(?:vaut (?:plus|pas|rien)|n a plus (?:aucun |de )?sens|a plus de sens)|a quoi bon vivre|marre de (?:vivre|la vie|ma vie)|mieux (?:morte?|sans moi)|je me (?:scarifie|mutile|fais du mal))\\b',
]

const english = [
  '\\b(?:i|she|he|they|d|friend|daughter|son|sister|brother|client)(?: m| am| is)?(?: (?:really|just|often|sometimes|still|honestly|always))* (?:want|wants|wanna|wish|plan|plans|going|gonna|thinking|need|would like|like|rather)(?: (?:to|i could|about|of))* (?:die|dying|(?:kill|killing|hurt|hurting|harm|harming) (?:myself|herself|himself|themselves)|end(?:ing)? (?:it all|my life|her life|his life|their life)|suicide|commit(?:ting)? suicide)\\b(?! (?:of|from) (?:laughter|laughing|shame|embarrassment|boredom))',
  '\\b(?:kill|killing|hang|hanging) myself\\b',
  '\\bhow (?:to|do i|can i) (?:commit suicide|end my life)\\b',
  '\\b(?:i|she|he)(?: m| am| is| feel| feels| have been| s)* (?:\\w+ )?suicidal\\b',
  '\\b(?:have|has|having|had) (?:\\w+ )?suicidal (?:thoughts|ideas|feelings)\\b',
  '\\b(?:don t|do not|dont|no longer) want to (?:live|be alive|exist)(?: any ?more)?\\b(?! (?:in|with|off|on|like|from))',
  '\\b(?:no reason|nothing left) to live(?: for)?\\b|\\bbetter off (?:dead|without me)\\b|\\bi (?:cut|self harm|selfharm)(?: myself)?$',
]

/** The whole message is that: in a longer one "désespérée" may well speak of a newsletter. */
const low =
  /^(?:(?:bonjour|bonsoir|salut|coucou|hello|hi|aidez moi|aide moi|help|en ce moment|la) )*(?:(?:je (?:suis|me sens|fais|vais|tombe)|chui|i am|i m|i feel|im) (?:\w+ )?(?:\w+ )?(?:deprimee?|depressive?|depressif|en (?:pleine )?depression|une depression|desesperee?|au bout du rouleau|(?:tres|vraiment|trop|super) mal|depressed|desperate|hopeless))(?: (?:en ce moment|ces temps ci|depuis \w+ \w+|aidez moi|aide moi|right now|please help|help me|help|s il te plait|svp))*$/

const crisis = new RegExp([...french, ...english].join('|'))
/** "Je n'ai pas envie de mourir" says the contrary. */
const denied = /\b(?:pas|not|jamais) (?:du tout )?(?:envie de mour+ir|suicidaire|suicidal)\b/

/**
 * Whether who writes may be in danger, or speaks of somebody who is: of wanting to die or to hurt oneself. It is answered at once
 * with where to get help (`distress` of team.md), by nobody's documents and no model. A phrase that is taken too seriously costs
 * a line, one that is missed much more: where both could be, it counts.
 */
export function speaksOfDistress(message: string): boolean {
  const text = wordsOf(message).join(' ')
  return (crisis.test(text) && !denied.test(text)) || low.test(text)
}

/** A conversation without what was said of a distress, and what was answered to that: later turns need it for nothing. */
export function withoutDistress<Said extends { role: 'user' | 'assistant'; content: string }>(
  history: readonly Said[],
): Said[] {
  const isDistress = history.map(({ role, content }) => role === 'user' && speaksOfDistress(content))
  return history.filter(({ role }, at) => !isDistress[at] && !(role === 'assistant' && isDistress[at - 1]))
}
