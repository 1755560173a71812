import { plainText } from './smalltalk.ts'

/** A reply that asks nothing by itself: for `more` of what was told, or `bare`: a yes, a no, not understood, otherwise. */
export type BareReply = 'more' | 'bare'

const so = '(?: (?:du tout|vraiment|trop|bien|tout|toujours|encore|ca|rien|really|at all|yet))*'
const saidBefore =
  '(?: (?:ca|tout ca|it|that|this|(?:ta|votre|la|your|the) (?:reponse|question|phrase|answer)|ce que (?:tu|vous) (?:dis|dites|me dis|me dites|veux dire|voulez dire)|what you (?:mean|say)))?'
const yes =
  "(?:oui+|ouais|ouaip|ouep|yes|yeah|yep|yup|si|mais si|sure|of course|bien sur|evidemment|exactement|exactly|tout a fait|volontiers|avec plaisir|je veux bien|j'aimerais bien|vas y|allez y|allons y|go|please|stp|svp|s'il te plait|s'il vous plait|yes please|go ahead)"
const no =
  "(?:non+|nan+|nope|no|pas vraiment|pas du tout|pas encore|pas trop|not really|not at all|not yet|peut etre|maybe|je (?:ne )?sais pas(?: trop)?|je sais pas|j'sais pas|jsp|chais pas|i don't know|i do not know|idk|aucune idee|no idea|(?:c'est |ce n'est |non )?pas (?:ca|cela|celui la|celle la)|not (?:that|this)(?: one)?|bof|hmm+|mm+|euh+|uh+|um+)"
const confused = `(?:(?:je |j'|on )?(?:ne |n'|n )?(?:y )?(?:comprends?|capte|pige|saisis)(?: (?:toujours|vraiment))* (?:pas|rien|plus)${so}${saidBefore}|(?:je |j' ?)?(?:n'|n |ne )?(?:ai )?(?:toujours |vraiment )*(?:pas|rien) (?:tout |bien |vraiment |trop )?(?:compris|pige|capte|saisi)${so}${saidBefore}|(?:c'est |ce n'est |c'etait |ce n'etait )?pas (?:tres |super |bien |assez )?clair${so}|(?:(?:i|that|it) )?(?:still )?(?:don't|do not|didn't|did not|doesn't) (?:understand|get it|make sense)${saidBefore}|(?:it's |that's |it is |that is )?(?:not (?:very )?clear|unclear)|hein|quoi|koi|pardon|plait[ -]il|huh|what|sorry|eh)`
/** Something went wrong, and not what: "ça marche pas", "j'y arrive pas", "je suis bloquée", "je sais pas par où commencer". */
const stuck = `(?:${[
  `(?:ca|cela|c|rien) (?:ne )?(?:marche|fonctionne) (?:toujours |vraiment )*(?:pas|plus)${so}`,
  'rien ne (?:marche|fonctionne)(?: plus)?',
  `(?:je |j')?(?:n'|ne )?y arrive (?:toujours |vraiment )*(?:pas|plus)${so}`,
  "(?:je suis |i am |i'm )?(?:un peu |vraiment |completement |totalement |a bit |totally |completely )*(?:bloquee?|coincee?|perdue?|confused|stuck|lost)",
  "(?:je |j')?(?:ne )?sais (?:vraiment |meme |toujours )*(?:pas|plus) (?:(?:par )?ou (?:commencer|demarrer)|(?:par )?quoi commencer|(?:trop )?quoi (?:faire|demander)|comment (?:faire|m'y prendre))",
  "(?:it|this|that) (?:still )?(?:does not|doesn't|doesnt|is not|isn't|isnt) work(?:ing)?(?: at all| anymore)?|nothing works",
  "i (?:do not|don't|dont) know (?:where to (?:start|begin)|what to (?:do|ask))",
].join('|')})`
/** The same again, told otherwise, which only a model can. */
const otherwise =
  "(?:(?:(?:en|fais|fait|faites|un peu|beaucoup) )*plus (?:court|simple|clair|precis|simplement|clairement)(?: possible)?|(?:(?:tu peux|peux tu|vous pouvez|pouvez vous|can you|could you) )?(?:(?:me |le |la )?(?:resumer?|resumez|reformuler?|reformulez|simplifier?|simplifiez|summarize|rephrase|simplify)|(?:m'|me )?expli(?:que|quer|quez)(?: moi)? (?:mieux|autrement|plus simplement))(?: (?:ca|it|that))?|en resume|en bref|shorter|simpler|in short)"
const more =
  "(?:(?:(?:peux[ -]tu|tu peux|pourrais[ -]tu|tu pourrais|pouvez[ -]vous|vous pouvez|can you|could you) )?(?:(?:m'en |nous en |en )?(?:dire|dis(?:[ -]m'en)?|dites(?:[ -]m'en)?) (?:un peu )?(?:plus|davantage)|continuer?|continuez|developper?|developpez|tell me (?:a bit |a little )?more|go on|keep going|continue)|encore(?: plus)?|(?:et )?la suite|(?:un peu )?plus (?:de |d')?(?:details?|infos?|informations?|precisions?|exemples?)|more(?: (?:details|info|information|examples))?|(?:j'en |je )?veux (?:en )?(?:savoir )?(?:plus|davantage)|en savoir plus|(?:et |rien d')?autre chose|quoi d'autre|(?:tu as |t'as |as[ -]tu |vous avez |avez[ -]vous )?d'autres (?:idees|exemples|conseils|infos|astuces)|(?:any|some)thing else|what else)"
const courtesies = "(?:(?:ok(?:ay)?|d'accord|bon|ah|oh|ben|bah|mais|et|alors|well|but|and) )*"
const after = "(?: (?:stp|svp|s'il te plait|s'il vous plait|please|merci|thanks))?"

const wantsMore = new RegExp(`^${courtesies}(?:${yes} )*${more}${after}$`)
const bare = new RegExp(
  `^${courtesies}(?:(?:${yes}|${no}|${confused}|${otherwise}|${stuck}(?: (?:et )?${stuck})?)${after}|(?:${yes}|${no})(?: (?:${yes}|${no}|${confused}|${stuck}))+${after})$`,
)
const longest = 80

/** What a message replies without asking anything by itself ("oui", "?", "pas compris", "encore"); null when it says more. */
export function bareReply(message: string): BareReply | null {
  const text = plainText(message).replace(/-/g, ' ').trim()
  if (text.length > longest) return null
  if (text === '') return /[?.!…]/u.test(message) ? 'bare' : null
  if (wantsMore.test(text)) return 'more'
  return bare.test(text) ? 'bare' : null
}
