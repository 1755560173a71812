// Data in code, long on purpose: the router reads no file of its own, and a list is checked, typed and versioned with the
// tests that hold it (human-request.test.ts). One phrase a line.

/** Ways to ask for a person of the team, to be called back, refunded or cancelled; as people type them. */
export const humanRequests: readonly string[] = `
je veux parler à quelqu'un
Je voudrais parler à un conseiller s'il vous plaît
parlé a une persone
un humain svp
joindre un conseiller
est-ce que je peux avoir quelqu'un au téléphone ?
passez-moi un responsable
je veux un vrai humain pas un robot
y a-t-il une vraie personne derrière ce chat qui peut me répondre ?
comment je fais pour contacter l'agence
comment vous joindre par téléphone ?
c'est possible d'être rappelée demain matin ?
rappelez moi au plus vite
appelez-moi svp
vous avez un numéro de téléphone ?
quel est votre numéro
votre adresse mail s'il vous plaît
j'aimerais échanger de vive voix avec quelqu'un de votre équipe
mettez-moi en relation avec une personne réelle
peut-on me transférer à un agent
transferez moi a un agent humain
j'ai besoin d'un être humain là
je ne veux pas discuter avec une machine
j'en ai marre de parler à un robot
stop le bot, je veux une personne
quelqu'un peut m'aider ? une vraie personne
il y a quelqu'un ?
je préfère parler avec un humain
je souhaiterais m'entretenir avec un membre de l'équipe
vouloir parler humain
parler a qqn
jveux parler a qqun
je peu parlé à kelkun
jaimerai parler a une vrai personne
parlé humain
conseillère svp
service client
le service client s'il vous plait
où est le service après-vente ?
puis-je discuter en direct avec une conseillère
est ce que quelqu'un de l'agence peut me rappeler
je voudrais prendre rendez-vous avec quelqu'un de chez vous
pouvez-vous me contacter par téléphone
contactez moi au plus vite
je veux être mise en contact avec la responsable
je veux annuler mon abonnement
je veux être remboursée
je demande le remboursement de ma formation
remboursez-moi immédiatement
je souhaite résilier mon abonnement
je veux faire une réclamation
je vais porter plainte
j'ai été débitée deux fois
je veux parler à la fondatrice
je veux parler au patron
donnez-moi un interlocuteur
besoin d'aide humaine
aidez moi je veux un operateur
bonjour, serait-il possible de parler à une personne de votre équipe ?
ça ne m'aide pas du tout, je veux quelqu'un
tu comprends rien, passe-moi quelqu'un
tes réponses sont nulles je veux une vraie réponse d'un humain
je veux qu'une personne lise mon message
comment puis-je parler à une vraie personne
comment parler à quelqu'un de l'équipe
avez vous un support téléphonique
je peux vous appeler ?
on peut se téléphoner ?
est-il possible de vous rencontrer
speak to a real person
I want to talk to a human
can i speak to someone
let me talk to an agent
human please
talk to a person pls
call me
can you call me back tomorrow?
can somebody call me
do you have a phone number
what's your phone number?
how can I contact you
how do i reach the team
connect me with a representative
transfer me to customer service
customer support please
I don't want to talk to a bot
not a robot, a human!!
is there anyone there?
is there a real person I can talk to
i need to speak with your manager
get me a human being
I want a refund
please cancel my subscription
i want to cancel my membership
I'd like to make a complaint
you charged me twice
can a human answer this
i'd rather talk to someone real
could someone from your team help me
can I chat with a live agent
spek to a humain
i wanna speak to a rela person
talk to somone
une vraie personne derrière ce chat peut me répondre ?
quelqu'un peut-il répondre à ma place de ce robot
je demande le remboursement de ma commande
merci de me rembourser
annulez mon abonnement
merci d'annuler mon inscription
votre coordonnées svp
comment vous contacter
je veux vous appeler
on peut s'appeler ?
on peut se voir ?
je peux passer vous voir ?
je souhaite m'entretenir avec quelqu'un
entretien avec un membre de votre équipe
laissez-moi parler à la direction
je voudrais laisser un message à l'équipe
pouvez-vous transmettre à une personne ?
transmets ma question à quelqu'un
fais suivre à un collègue
un conseiller peut prendre le relais ?
quelqu'un d'autre peut me répondre
une réponse humaine svp
assistance humaine
support humain
je n'arrive pas à me faire comprendre, je veux une personne
ça ne répond pas à ma question, passez-moi quelqu'un
hotline
assistance téléphonique
à qui puis-je parler
qui peut me rappeler
vous pouvez m'appeler au 06
mon numéro est le 06, rappelez-moi
can I get a human
let me speak with a person
I need a real human being
stop this bot and give me a person
is a person available
may I speak with your support team
someone please answer me
please have someone call me
can I book a call with your team
how do I get in touch with you
what's your email address
I demand a refund
refund me
I want my money back
cancel my account please
can you escalate this
escalate to a human
i want to file a complaint
this bot is useless, give me a human
a live person please
hand me over to a colleague
`
  .trim()
  .split('\n')

/** What sounds like it and is not: talking to one's own public, contacts as a tool, what the assistant is. */
export const lookAlikes: readonly string[] = `
comment parler à ma communauté ?
parler de moi dans une story
comment parler de mes offres sans vendre ?
comment contacter des influenceuses pour un partenariat
comment appeler mes prospects sans stress
je veux que mes clientes m'appellent plus souvent
comment ajouter mon numéro de téléphone dans ma bio
où mettre mon adresse mail sur mon profil
comment joindre un fichier à un email
comment relancer quelqu'un qui n'a pas répondu
une personne a abandonné son panier, que faire
comment parler à une audience froide
c'est quoi un persona
comment définir ma cliente idéale, une personne précise
est-ce qu'il faut montrer une personne sur la photo
comment humaniser ma marque
comment rendre mes emails plus humains
un ton plus humain dans mes légendes
écrire comme si je parlais à une seule personne
comment discuter avec mes abonnées en DM
réponses automatiques en message privé, ça marche ?
comment gérer une demande de remboursement d'une cliente
une cliente veut se faire rembourser que dois-je répondre
comment réduire les désabonnements de ma newsletter
comment annuler un rendez-vous dans Calendly
comment mettre un abonnement mensuel sur Kajabi
faut-il un numéro de SIRET pour vendre en ligne
combien de numéros dans une newsletter
quel numéro mettre sur ma page de vente
quel bouton d'appel à l'action choisir
comment écrire un call to action
appel découverte : comment le proposer ?
comment vendre pendant un appel découverte
comment faire un script d'appel
automatiser les rappels de rendez-vous
envoyer un sms de rappel
comment mettre en place un chatbot sur mon site
un robot peut-il répondre à mes messages Instagram ?
es-tu un robot ?
tu es humaine ?
je parle à qui ?
qui es-tu ?
c'est une vraie personne qui répond ?
are you human?
am I talking to a bot?
bonjour
merci beaucoup
comment créer un service client efficace par email
modèle de réponse à une réclamation cliente
comment répondre à un commentaire négatif
comment demander un avis à une cliente
comment recruter une assistante virtuelle
comment constituer une équipe
comment animer un groupe Facebook
quel conseil pour débuter ?
tu me conseilles quoi comme outil
des conseils pour mes stories
peux-tu me conseiller sur mes couleurs
je cherche quelqu'un qui a testé Systeme.io
comment toucher plus de personnes avec mes réels
combien de personnes voient mes stories
personne ne commente mes posts
personne n'achète ma formation
je n'ai personne pour m'aider à filmer
pourquoi personne n'ouvre mes mails
comment trouver quelqu'un pour faire mon logo
comment faire parler de mon entreprise
comment parler en vidéo sans bégayer
j'ai peur de parler face caméra
parler ou écrire, qu'est-ce qui marche mieux ?
quand contacter un prospect après un webinaire
formulaire de contact sur mon site
comment relier mon formulaire de contact à mon CRM
importer mes contacts dans ActiveCampaign
comment segmenter mes contacts
how do I talk to my audience
how to get people to contact me through instagram
how do I add a phone number to my profile
what should I say on a sales call
how to write a call to action
how do I handle a refund request from a customer
how to reduce cancellations
how do I reach more people
how to reach my ideal client
best way to contact influencers
how do I get customers to call me
should I hire a virtual assistant
make my emails sound more human
how to automate customer support
how do I set up a contact form
how to talk about my prices
what is a customer persona
my subscribers don't answer
how many people should see my ads
someone unsubscribed from my list, why?
no one buys my course
comment connecter Zapier à un agent IA
c'est quoi un agent immobilier sur instagram, ça marche ?
je suis conseillère en image, que poster ?
je suis conseillère en naturopathie et je veux un tunnel de vente
je suis responsable d'un centre de yoga, quelle newsletter ?
mon service client me prend trop de temps
comment dire à une cliente que je ne peux pas la rembourser
c'est quoi le support idéal pour une formation, vidéo ou pdf ?
quel support de communication choisir
comment passer du salariat à l'entreprise
une copine m'a dit de faire des reels, vrai ?
tu es une vraie personne ?
suis-je en train de parler à un humain
est-ce un robot qui me répond
comment appeler ma nouvelle formation
comment s'appelle cette technique
comment nommer mon compte
quel nom donner à mon offre
comment répondre aux messages de mes clientes
comment parler à des femmes de 40 ans
comment adresser un message à ma cible
comment transférer ma liste vers un autre outil
comment passer d'un outil à l'autre
connecter mon agenda à mon site
connecter un numéro WhatsApp à mon outil
envoyer un message à une personne qui s'inscrit
taguer quelqu'un dans une story
mentionner une personne dans un post
inviter quelqu'un en live
comment remercier quelqu'un qui s'abonne
comment gagner des abonnés
pourquoi je perds des abonnés
augmenter le prix de mon abonnement
proposer un paiement en plusieurs fois
faut-il rembourser une formation numérique
conditions de remboursement à écrire dans mes CGV
quelles sont les conditions d'annulation
c'est quoi le délai de rétractation
combien coûte l'accompagnement
qui fait partie de l'agence
que propose l'agence
vous êtes basées où
quels sont vos horaires
j'ai besoin d'aide pour mes mails
aide-moi à écrire un post
je veux de l'aide pour mon tunnel
j'ai besoin de conseils pour débuter
je voudrais des idées de contenu
je veux parler de mon parcours dans un réel
raconter mon histoire à des inconnus
comment avoir des clients sur instagram
comment avoir plus de monde à mes ateliers
avoir plus de réponses à mes sondages
écrire à mes anciennes clientes
appel à témoins en story
comment parler d'argent
le téléphone suffit pour filmer ?
filmer avec mon téléphone
how do I talk on camera
how do I write to my old clients
how to call my new offer
tag someone in a story
transfer my domain name
connect my calendar
my customers ask for refunds
a person left my list
who is behind this agency
what does your team offer
can you help me with my captions
I need help with my emails
give me ideas
`
  .trim()
  .split('\n')
