import { stemWord } from '../agents/stem-word.ts'
import { sameMeaning } from './same-meaning.ts'

const french = `accepter acquerir action actuel ajouter aider aide aimer aller ameliorer annee appeler apporter apprendre
arriver arreter assez attendre augmenter avantage avenir avis bas beau belle besoin bon bonne bout but capable cas cause centre certain certains
chacun chance changer chaque chercher chose choisir choix clair combien commencer comparer complet comprendre compte compter concerner
conditions conduire connaitre conseil conseils considerer consiste continuer contraire convenir correct correspondre cote couper courant
creer croire date debut debuter decider dedans dehors demande demander demarrer dernier derniere desirer devenir devoir different differents
difference difficile dire direct disposer donner droit dur durer effet eviter exact exactement exemple exister expliquer facile
facon faible falloir fin finir fois fonctionner fort genre gens grand grande gros haut heure homme idee important impossible indiquer installer
interessant internet jour juste laisser lieu ligne lire long longtemps lors maintenant maniere manque marcher mauvais
meilleur meilleure mesure mettre mieux mois moment monde montrer moyen necessaire nom nombre nombreux nouveau nouvelle nouveaux nouvelles objet
obtenir occuper offrir ouvrir paraitre pareil part partie partir passer penser perdre permettre personne personnes petit petite plaire plein
plusieurs point porter poser possible possibilite possibilites posseder pourvoir pouvoir premier premiere prendre preferer preparer presenter presque pres prevoir
principal principaux probleme proche procurer produire propose proposer propre quitter quotidien raison rapide rappeler recevoir
recommander refaire regarder remettre rendre rentrer repondre reponse representer reste rester resultat retour retrouver reussir revenir rien role
sais savoir semaine sembler seul simple site situation situer sorte sortir suffire suite suivant suivre sujet sur sujets
temps tenir terminer tomber total toujours tourner travailler truc trucs type types utile utilisation utiliser utilite valoir venir
verifier vie vieux ville vite vivre voir vouloir vrai vraie vraiment web type existant realiser rediger idees
appele appelle nomme nommer connu connue`
const english = `able actually add advice allow always another ask available avoid away back bad begin best better big bit bring build
call case change check choose clear come common correct create day different difficult difference easy effective end enough example exist
explain fact far feel few find fine first follow full general get give go good great happen happens hard help high hold idea important improve
keep kind know large last late learn least leave let level like list little long look lot main make many mean means method name
need new next nice number offer often old one online open option order part people perhaps person piece place point possible prepare problem proper
provide put question quick quickly reach read real reason receive recommend right run same say second see seem send set setup
show simple since small something sort start state stay step stop sure take talk tell thing things think time together tool top total true
try turn type understand use used useful using usually various view want way web website week well whole without word work world
write wrong year yes`

const stems: ReadonlySet<string> = new Set(
  `${french} ${english}`.split(/\s+/).map(word => stemWord(sameMeaning(word))),
)

/** True for a word that any question may hold: it says little of what is asked. Takes the word's stem, folded. */
export function isCommonWord(stem: string): boolean {
  return stems.has(stem)
}
