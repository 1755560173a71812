// Data in code, long on purpose: the router reads no file of its own, and the constants of confidence.ts were fitted with
// exactly this list (evals/routing-calibration.ts). One message a line.

/**
 * What people write to a chat that is no specialist's business: general knowledge, homework, weather, cooking, news,
 * code, travel. The router learns from them, beside the specialists' examples, what "none of us" looks like; those
 * that resemble a specialist's own examples are left out when a team is loaded (score-examples.ts).
 */
export const backgroundMessages: readonly string[] = `
Quelle est la capitale de l'Australie ?
Qui a peint la Joconde ?
En quelle année a eu lieu la Révolution française ?
Combien d'habitants compte le Japon ?
Qui était le premier homme sur la Lune ?
Quel est le plus long fleuve du monde ?
Dans quelle ville se trouve le Colisée ?
Qui a écrit Les Misérables ?
Quand est mort Napoléon ?
Quelle est la hauteur de la tour Eiffel ?
Où est né Mozart ?
Combien de joueurs y a-t-il dans une équipe de rugby ?
Qui a gagné la Coupe du monde en 1998 ?
Quel pays a remporté le plus de médailles ?
À quelle équipe appartient ce footballeur ?
Comment s'appelle la femme du roi ?
Pourquoi le ciel est-il bleu ?
De quoi est composée l'eau ?
Quelle est la vitesse de la lumière ?
Combien de planètes y a-t-il dans le système solaire ?
Qu'est-ce qu'un trou noir ?
Quel roi a fait construire le château de Versailles ?
Qui dirigeait l'armée pendant la bataille ?
Quel est le nom de son frère ?
Que s'est-il passé en 1789 ?
Dans quel film joue cet acteur ?
Quel acteur joue le rôle du père ?
Combien de saisons compte cette série ?
Qui est l'auteur de ce roman ?
Quel prix a reçu cet écrivain ?
Sur quelle chaîne passe le match ce soir ?
À quel siècle a vécu ce philosophe ?
Quelle langue parle-t-on au Brésil ?
Quelle est la monnaie de la Suisse ?
Quelle est la superficie de la Corse ?
D'où vient le mot algèbre ?
Qui a inventé le téléphone ?
Comment est mort le président ?
Quels pays ont signé le traité ?
Où se déroule l'action du livre ?
À qui succède ce pape ?
Par qui la ville a-t-elle été fondée ?
Quelle bataille a mis fin à la guerre ?
Quel âge avait la reine à sa mort ?
De quelle couleur est le drapeau italien ?
Combien de morts a fait le séisme ?
Quand a été construite la cathédrale ?
Quel est le sommet le plus haut d'Europe ?
Quel compositeur a écrit cet opéra ?
Dans quel club a-t-il joué ?
Donne-moi une recette de gâteau au chocolat
comment faire cuire des œufs durs
Combien de temps pour cuire un poulet au four ?
je mange quoi ce soir
recette de pâte à crêpes sans lait
Quel vin avec du poisson ?
comment enlever une tache de café sur une chemise
Quel temps fera-t-il demain à Lyon ?
il pleut chez toi ?
quelle heure est-il
Quel jour sommes-nous ?
raconte-moi une blague
tu connais une histoire drôle
chante-moi une chanson
écris un poème sur l'automne
fais mes devoirs de maths
combien font 12 fois 13
résous l'équation 2x + 3 = 7
quelle est la racine carrée de 144
traduis cette phrase en espagnol
comment dit-on bonjour en japonais
conjugue le verbe aller au futur
quel est le féminin de ce mot
résume-moi la Seconde Guerre mondiale
écris une dissertation sur la liberté
mon fils a une rédaction à rendre
écris une fonction python qui trie une liste
mon ordinateur ne démarre plus
mon téléphone n'a plus de batterie
comment réinstaller Windows
comment réparer une fuite d'eau
comment changer une roue de voiture
ma voiture fait un bruit bizarre
quel est le prix de l'essence
à quelle heure part le prochain train pour Paris
réserve-moi un billet d'avion pour Rome
trouve-moi un hôtel pas cher à Nice
quels sont les bons restaurants du quartier
combien coûte un vol pour New York
faut-il un visa pour aller en Thaïlande
que visiter à Barcelone en trois jours
quel est le cours du bitcoin
dans quelles actions investir
quel est le taux du livret A
comment placer mon argent
prête-moi de l'argent
quel président a été élu
pour qui faut-il voter
que penses-tu du gouvernement
quelles sont les nouvelles du jour
est-ce que Dieu existe
quel est le sens de la vie
est-ce que tu m'aimes
veux-tu sortir avec moi
tu as quel âge
tu habites où
j'ai mal à la tête, que prendre comme médicament
j'ai de la fièvre depuis deux jours
quels sont les symptômes de la grippe
mon chien ne mange plus
comment dresser un chat
quand planter les tomates
comment tailler un rosier
quel arbre pousse le plus vite
comment perdre du poids rapidement
combien de calories dans une banane
quel est mon signe astrologique
donne-moi les numéros du loto
je cherche un appartement à louer
mon voisin fait du bruit la nuit
comment divorcer
ma belle-mère m'énerve
je m'ennuie
je suis triste ce soir
j'ai faim
allume la lumière du salon
mets de la musique
règle une alarme pour sept heures
appelle maman
quel cadeau pour l'anniversaire de mon père
où acheter des chaussures de sport
quelle taille de vélo choisir
quelle télévision acheter
comment gagner à ce jeu vidéo
quel est le meilleur smartphone
comment devenir pilote de ligne
combien gagne un médecin
quels sont les horaires de la piscine
où est la pharmacie la plus proche
comment aller à la gare
mon colis n'est pas arrivé
où est ma commande
la livraison a du retard
je veux échanger une paire de chaussures trop petite
What is the capital of Canada?
Who wrote Romeo and Juliet?
When did the Second World War end?
How tall is Mount Everest?
Who won the game last night?
What is the largest planet?
How many people live in India?
Who is the president of Brazil?
In what year was the bridge built?
Which team did he play for?
Where was she born?
What caused the war?
Who discovered penicillin?
What language do they speak in Egypt?
What is the boiling point of water?
How far is the moon?
why is the sky blue
what's the weather like tomorrow
will it rain this weekend
what time is it
tell me a joke
sing me a song
write a poem about the sea
do my homework
what is 15 percent of 80
solve this equation for me
translate this into German
how do you say thank you in Italian
write a python script that sorts a list
my laptop will not start
how do i fix a leaking tap
how do i change a flat tire
my car makes a strange noise
book me a flight to London
find a cheap hotel in Berlin
what are good restaurants near me
when is the next train
do i need a visa for Japan
what is the price of gold
should i buy bitcoin
which stocks are going up
how do i pay less income tax
who should i vote for
what is in the news today
what is the meaning of life
do you love me
how old are you
where do you live
i have a headache what should i take
what are the symptoms of the flu
my dog is not eating
when should i plant tomatoes
how do i lose weight fast
how many calories in an apple
how long do i boil eggs
give me a recipe for pancakes
what should i have for dinner
which wine goes with fish
turn on the lights in the kitchen
play some music
set an alarm for six
call my mother
what present should i buy for my brother
what shoes should i wear
which phone is the best
how do i win at chess
what movie should i watch tonight
who plays the main character
how do i become a lawyer
how much does a nurse earn
where is the nearest pharmacy
how do i get to the station
my parcel has not arrived
where is my order
i want to exchange these shoes
is there life on other planets
how do airplanes fly
who invented the light bulb
what does this word mean
what is the plural of mouse
i am bored
i feel lonely tonight
how do i remove a coffee stain
what is my horoscope
`
  .trim()
  .split('\n')
