const french = `a ai aie aient ainsi alors as au aucun aucune aujourd aura aurait auront aussi autre autres aux avaient avais
avait avant avec avez avoir avons c ca car ce ceci cela celle celles celui ces cet cette ceux chez ci comme comment
d dans de depuis des deux dit doit doivent donc dont du elle elles en encore entre es est et etait etaient etant ete
etes etre eu eux fait faire faites faut fera font hors hui il ils j je l la laquelle le lequel les lesquelles lesquels leur leurs lors
lorsque lui m ma mais me meme memes mes mettre moi moins mon n ne ni non nos notre nous on ont ou oui par parce parmi pas
pendant peu peut peuvent peux plus plutot pour pourquoi pourra pouvez pouvoir puis puisque qu quand que quel quelle quelles
quels quelque quelques qui quoi s sa sans se selon sera serait seront ses si son sont sous souvent suis sur t ta tandis te tes
toi ton tous tout toute toutes tres tu un une va vais vas vers veut veux voici voila vont vos votre vous y bonjour merci salut stp svp
afin vraiment simplement juste exactement ait autant beaucoup bien combien jusqu jusque puisse soit sois soient quoi ici tant tel telle tels telles trop
c koi ke ki kel keske pk pq pkoi pourkoi cb commen cmt coment slt bjr fe met mets trouve trouver trouvez sert servent servir signifie signifient`
const english = `about after all also am an and any are aren at be because been before being both but by can cannot could did do
does doing don down during each few for from had has have having he her here hers him his how i if in into is isn it its me more
most my no nor not of off on once only or other our ours out over own same she should so some such than that the their them then
there these they this those through to too under until up very was we were what when where which while who whom why will really actually exactly with
would you your yours hello hi please thanks ok okay`

/** Words that say nothing about the subject, folded: French and English. */
export const stopWords: ReadonlySet<string> = new Set(`${french} ${english}`.split(/\s+/))
