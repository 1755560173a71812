import { figureOf } from './number-words.ts'

/** Words that visitors and documents use for one thing, folded; the first stands for all. French and English. `rendez` is half of « rendez-vous ». */
const groups = `prix tarif tarifs cout couts coute coutent couter price prices priced pricing cost costs fee fees
email emails mail mails courriel courriels mel
instagram insta ig
rdv rendez appointment appointments booking
horaires horaire ouvert ouverte ouverts ouverture ouvre ouvrez hours opening open
rembourser rembourse rembourses remboursee remboursees remboursez remboursement remboursements remboursable remboursables refund refunds refunded refundable
publicite publicites pub pubs ad ads advertising
reel reels
newsletter newsletters infolettre infolettres
tunnel tunnels funnel funnels
telephone tel phone
acheter achete achetez achat achats buy buying purchase
bandeau bandeaux banniere bannieres banner banners
police polices fonte fontes fonts typographie typographies
emoji emojis emoticone emoticones smiley smileys`

const canonical = new Map(
  groups.split('\n').flatMap(line => {
    const words = line.split(' ')
    return words.map(word => [word, words[0] ?? word] as const)
  }),
)

/** The word that stands for all those of the same meaning, a number's figures; the word itself when it has no such company. */
export function sameMeaning(word: string): string {
  return canonical.get(word) ?? figureOf(word) ?? word
}
