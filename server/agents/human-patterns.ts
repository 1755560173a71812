// Phrases of a request for a person, over folded text whose typos are corrected and whose words one space parts.

/** Someone who is a person of the team by the word alone. */
const human = [
  '(?:etre |un |une |vrai |vraie )?humaine?s?',
  'humans?(?: being)?',
  '(?:vraie?s? )(?:personnes?|gens|quelqu un|conseillere?|interlocuteur|agent|copines?)',
  'personnes? (?:reelles?|physiques?|humaines?|vivantes?|en vrai|en chair)',
  'quelqu un (?:de reel|de vrai|d humain|de vivant|en vrai|de chez vous|de votre \\w+|de l equipe|de l agence|du service|du support|de competent|chez vous)',
  '(?:real|actual|live|living|true) (?:human|person|people|agent|one|someone|human being|operator)',
  '(?:tele)?conseill(?:er|ere|ers|eres)',
  '(?:tele)?operat(?:eur|rice|or)',
  'interlocut(?:eur|rice)',
  'standardiste',
  'representatives?',
  '(?:le |votre |du |un |au )?(?:service clients?|service clientele|support clients?|service apres vente|sav|support technique|service technique|service commercial|standard telephonique)',
  '(?:customer|client|tech|technical|live) (?:service|support|care|relations)',
  'support (?:team|agent|staff|person)',
  '(?:customer |sales |service )?rep',
  '(?:un |une |the |a |your |le |la |votre |ton |ta )(?:responsable|manager|superviseur|supervisor|technicien|technicienne|commerciale?|gerante?|patronne?|boss|owner|directeur|directrice|fondateur|fondatrice|founder|agent|cheffe?|advisor|adviser|consultant|colleague|collegue|assistante? humaine?)',
  'membre(?:s)? de (?:l|votre|ton) equipe',
  '(?:member of|someone (?:from|on|in)|anyone (?:from|on|in)|somebody (?:from|on|in)|person (?:from|on|in)) (?:the|your) (?:team|staff|company|agency)',
]

/** Someone who may be anybody: a person of the team only when the visitor asks to talk to them. */
const anyone = [
  'quelqu un(?: d autre)?',
  '(?:une |des |a |another )?(?:autre )?(?:personnes?|person)',
  'qqn|qqun|quelquun|qlqn|qq1|kelkun|kelk un',
  'someone(?: else)?|somebody(?: else)?|anyone|anybody|people',
  '(?:l |votre |ton |ta |une |the |your )(?:equipe|team|staff|agence|agency|support|entreprise|company|copines?)',
  'le support|support',
  'les copines|une copine|la copine',
]

/** Verbs of asking for a person. */
const talk = [
  'parl(?:er|e|es|ez|ons|erais|ais|ait|erai)',
  'discut(?:er|e|es|ons)',
  'echang(?:er|e)',
  'dialogu(?:er|e)',
  'convers(?:er|e)',
  'communiqu(?:er|e)',
  'joindre|rejoindre|join',
  'contact(?:er|e|ez|ing)?',
  'appel(?:er|ler|le|ez)',
  'telephon(?:er|e)',
  'avoir',
  'ecrire',
  'voir',
  'tomber sur',
  // "à qui s'adresse l'agence ?" asks whom it serves.
  'adresser|(?<!\\bs )adresse',
  'besoin (?:de |d )?(?:parler (?:a|avec)?|l aide|aide)?',
  'entrer en (?:contact|relation|communication)(?: avec)?',
  '(?:mettre|mets|mettez|met|mise|mettre moi|etre mise?) (?:moi |nous )?en (?:contact|relation|communication|lien)(?: avec)?',
  '(?:prendre|avoir|fixer|obtenir) (?:un )?(?:contact|rdv|rendez vous|appel|entretien)(?: telephonique)?(?: avec)?',
  '(?:transfer|transferer|transfere|transferes|transferez|transferred|redirige|rediriger|redirigez|passe|passer|passez|envoie|envoyez|connect|connecte|connectez|oriente|orienter|get|give|donne|donnez|put|hand|escalate|bascule|basculer)(?: moi| me| us| nous| this| over| it)*(?: through| over| in touch| on)?',
  'speak(?:ing)?|spoke|talk(?:ing)?|chat(?:ting)?|reach|call|phone|meet|message',
  'hear from|get in touch|be in touch|get hold of|get a hold of|talk directly|deal with',
  'besoin|need|want|veux|voudrais|souhaite|demande|prefere|prefer|exige',
  'reponse|response|answer|aide|help|repris|reprise',
]

const link =
  '(?: (?:a|au|aux|avec|to|with|of|d|de|par|by|from|for|vers|l|la|le|les|un|une|des|du|moi|me|nous|directement|en direct|de vive voix|direct|rapidement|vite|urgemment|plutot|vraiment|juste|just|simplement|maintenant|now|please|svp|stp|s il te plait|s il vous plait|enfin|instead|directly|actually|really|the|your|an|a|in|votre|ton|vos|some|autre|aupres))*'

export const talkToHuman = new RegExp(`\\b(?:${talk.join('|')})${link} (?:${human.join('|')})\\b`)
export const talkToAnyone = new RegExp(
  `\\b(?:${talk.slice(0, -2).join('|')})${link} (?:${anyone.join('|')})\\b(?<rest>.*)$`,
)

/** The whole message is little more than the name of a person: "un humain svp", "conseiller !!". */
export const humanAlone = new RegExp(
  `^(?:(?:bonjour|bonsoir|salut|hello|hi|hey|ok|non|no|stop|je|j|i|un|une|le|la|the|a|an|vrai|vraie|real|svp|stp|please|pls|plz|merci|s il te plait|s il vous plait|urgent|vite|maintenant|now|directement|juste|just|veux|voudrais|want|need|besoin|d|de|humain|pas|de|robot|bot|possible|c est|est ce|is|it|agent|help|aide|your|votre|avec|with|contact|contacter|mode|plutot|instead|only|uniquement) )*(?:${human.join('|')}|agent|quelqu un|someone|somebody|une (?:vraie )?personne|a (?:real )?person|equipe humaine)(?: (?:svp|stp|please|pls|plz|merci|thanks|s il te plait|s il vous plait|urgent|vite|now|maintenant|pas un robot|pas un bot|not a bot|not a robot|et pas un robot|possible|disponible|available|dispo|la|ici|there|here|direct|directement|only|vivant|reel))*$`,
)

/** The address to write to, where a message ends with it; "un mail de contact" may be the visitor's own. */
const contactAddress =
  '(?:(?:(?:adresse|coordonnees|numero|telephone|(?:adresse )?(?:e )?mail|(?:adresse )?email|courriel) (?:de contact|pour vous (?:ecrire|contacter|joindre))|(?:coordonnees|numero|telephone|(?:adresse )?(?:e )?mail|(?:adresse )?email|courriel) de l (?:agence|equipe))|(?:contact|support) (?:(?:e )?mail|email|address|email address|details|info|number)|(?:e mail|email|email address|phone number|contact details) of the (?:agency|team))(?= ?(?:svp|stp|please|pls|merci|s il (?:te|vous) plait|$))'

/** Being called back, a telephone number, a way to reach the team. */
const callMePhrases = [
  `^(?:(?:bonjour|bonsoir|salut|hello|hi|hey) )?(?:(?:le|la|l|les|the|votre|vos|your) )?${contactAddress}`,
  `\\b(?:(?:je|on) cherche|trouver|trouve|voudrais|veux|souhaite|connaitre|avoir|donner|donnez(?: moi)?|donne(?: moi)?|il me faut|looking for|find|you have|give me) (?:(?:le|la|l|les|un|une|votre|vos|ton|the|a|your) )?${contactAddress}`,
  `\\b(?:c est quoi|quel(?:le)?s? (?:est|sont)|ou (?:est|sont)|what (?:is|are|s)|where (?:is|are|s)) (?:le|la|l|les|votre|vos|ton|the|your) ${contactAddress}`,
  '\\bjoignables?\\b',
  '\\bqui (?:puis je |je peux |dois je |peut on )?(?:contacter|appeler|joindre)(?! (?:pour (?:une collab|un partenariat)|comme|parmi))\\b',
  '\\b(?:r?appel(?:er|ez|le|les|le|ler)|telephon(?:er|ez|e)) (?:moi|nous)\\b(?! (?:un chat))',
  // "je m'appelle Julie" tells a name.
  '(?<!\\bje )\\b(?:me|m|nous) (?:r?appel(?:er|lez|ez|le|ler)|telephon(?:er|ez|e)|recontact(?:er|ez|e)|contact(?:er|ez)|joindre)\\b(?! (?:\\w+ )?(?:par mes|client))',
  '\\bcontact(?:ez|e) (?:moi|nous)\\b',
  '\\b(?:call|phone|ring) me\\b(?! (?:maybe|old))',
  '\\bgive me a (?:call|ring)\\b',
  '\\b(?:contact|reach|ring|get in touch with) me\\b',
  '\\b(?:vous|t|te) (?:joindre|contacter|appeler|telephoner|rencontrer|ecrire$|parler (?:de vive voix|au telephone|directement|en direct))\\b',
  '\\b(?:reach|contact|call|phone|ring|email|get in touch with|get hold of) (?:you|u)\\b(?! (?:to action))',
  '\\b(?:un |votre |ton |le |de |avez vous un |leur |quel )?(?:numero|num|no) (?:de |d )?(?:tel\\w*|portable|fixe|appel|contact|standard)(?= ?(?:svp|stp|please|merci|de l agence|de votre|du service|pour vous|pour l agence|ou vous|a appeler|$))',
  '\\b(?:votre|ton|vos|your|ur) (?:numero|num|telephone|tel|adresse mail|adresse email|adresse|coordonnees|mail|email|contact|phone|phone number|number|contact details|contact info|email address)\\b(?= ?(?:svp|stp|please|pls|merci|ou (?:la|le|les) trouver|$))',
  '\\b(?:vous avez|avez vous|y a t il|il y a|tu as|as tu|t as|ya|y a|you have|is there|have you got|you got) (?:t il )?(?:un|une|a|an|des|any) (?:numero|num|telephone|tel|phone number|phone|number|hotline|standard|adresse (?:mail|email)|contact|coordonnees)(?: de tel\\w*| telephonique| i can call| to call| pour vous \\w+| ou vous \\w+| a appeler| ou appeler| for you)*$',
  '^(?:phone number|telephone number|contact number|numero de telephone|numero|telephone|coordonnees|hotline|contact)(?: please| svp| stp)?$',
]

/** Refusing the machine. */
const noMachinePhrases = [
  '\\b(?:marre|assez|ras le bol|fatiguee?|tired|sick|fed up|enough|plus|stop) (?:de |d |of |with |by |a )*(?:parler |discuter |talking |speaking |chatting )?(?:a |avec |to |with |aux |au )?(?:un |une |ce |cette |des |les |a |this |these |ton |votre |the )?(?:robots?|bots?|machines?|ia|ai|chatbots?|ordinateur|automate)\\b',
  '\\b(?:pas|not|no|aucun|refuse de) (?:more |envie de |parler |discuter |talk |speak |talking |speaking |want |a |avec |to |with |dealing |un |d |une |de |ce |cette |des |an |this |your |votre )*(?:robots?|bots?|machines?|ia|ai|chatbots?|ordinateur|automate|repondeur)\\b(?! (?:pour|dans|sur|for))',
]

/** Wants something done with their own order, money or contract, which no answer does. */
const actPhrases = [
  '\\b(?:veux|voudrais|souhaite|souhaiterais|aimerais|exige|demande|dois|viens pour|would like to|want to|want|wanna|need to|need|like to|demand) (?:a |un |le |mon |my |d |etre |to |faire |que vous |get |be |de )*(?:annuler|resilier|me desabonner|arreter|rembours\\w*|cancel|refund\\w*|unsubscribe|money back|terminate) ?(?:mon|ma|mes|my|the|cet|cette|ce|le|la|l|votre)? ?(?:abonnement|commande|contrat|compte|inscription|achat|formation|adhesion|subscription|order|membership|account|purchase|contract|plan|payment|paiement)?(?: (?:for|de|sur|pour) (?:my|ma|mon|mes|une|the) \\w+| (?:chez vous|svp|stp|please|maintenant|now|tout de suite|immediatement|a l agence|aupres de vous|integralement|and get my money back))*$',
  '\\b(?:rembours(?:ez|e)|refund) (?:moi|me)\\b',
  '\\blike my money back\\b',
  '\\b(?:give me|je veux|rendez moi|want|get) (?:my|mon) (?:money back|argent)\\b',
  '\\b(?:porter plainte|deposer plainte|faire une reclamation|deposer une reclamation|une plainte (?:a|contre)|file a complaint|make a complaint|lodge a complaint|je me plains|reclamation a faire)\\b',
  '\\b(?:vous m avez|tu m as|j ai ete|you|was|i ve been|i was|been) (?:debitee?|prelevee?|facturee?|charged|billed)(?: me)? (?:deux fois|2 fois|en double|par erreur|a tort|twice|by mistake|wrongly)\\b',
]

/** Asks whether, or how, one may cancel or have one's money back: the written terms say it. */
export const asksForTerms =
  /\b(?:(?:je|on) (?:peu[xt]|pourrais?)|puis je|(?:peut|pourrait) on|possible d|comment|can i|could i|may i|is it possible|how (?:do|can) i)\b.{0,40}\b(?:annul|rembours|resili|retract|reclamation|cancel|refund|money back)/

/** What turns such a question into a request for oneself: it is wanted, and now. */
export const wantsItDone =
  /\b(?:(?:veux|voudrais|souhaite|souhaiterais|aimerais|exige|demande|want|need|would like|d like) (?:to |d |l |le |un |une |a |my |etre |me faire |qu on me )*(?:annul|rembours|resili|cancel|refund|money back)\w*|svp|stp|please|pls|plz|s il (?:te|vous) plait|maintenant|now|immediatement|vite|urgent)\b/

/** Asks which languages the team speaks, not to speak with it. */
export const asksForLanguage =
  /\b(?:parl(?:ez|es) (?:vous|tu)|(?:vous|tu) parl(?:ez|es)|(?:peut|peux|puis|pouvez|peu) (?:\w+ )?parler)(?: \w+)? (?:en )?(?:anglais|francais|espagnol|allemand|italien|portugais|neerlandais|arabe|english|french)\b/

const asksForOthersPhrases = [
  `\\b(?:${human.join('|')}) (?:peut|pourrait|pourra|puisse|can|could|to) (?:elle |il |m |me |nous |vraiment |just |please )*(?:lire|voir|prendre|repondre|aider|regarder|traiter|s occuper|lise|reponde|reprenne|read|look|answer|help|reply|handle|deal|take)\\b`,
  '\\b(?:y a|il y a|ya|is|is there|a) (?:t il )?(?:quelqu un|qqn|qqun|anyone|anybody|someone|somebody)(?: (?:there|here|la|ici|de disponible|pour (?:m|me|nous) \\w+|who can help(?: me)?|de dispo|derriere|qui (?:peut|pourrait) (?:m|me|nous) \\w+|qui repond))*$',
  '\\b(?:can|could|may|peut|pourrait) (?:someone|somebody|a human|a person|anyone|quelqu un|qqn|une personne)(?: \\w+)? (?:m |me |nous )?(?:aider|rappeler|repondre|contacter|appeler|help|call|contact|answer|reply)\\b(?: me| us| svp| stp| please| vite| rapidement| back)*$',
]

/** The visitor speaks of their own public, or of how such a request is handled: not of themselves. */
export const ofTheirOwn =
  /\b(?:(?:ma|mes|mon|ses|son|leurs?|nos|my|our|their|his|her) (?:\w+ )?(?:communaute|audience|clients?|clientes?|abonnee?s?|prospects?|patients?|patientes?|public|cible|eleves?|followers?|liste|marque|entreprise|activite|equipe|service client|service clients|customers?|leads?|list|community|subscribers?|readers?|contacts?|students?|partenaires?|team|staff|support|offre|offres|assistante?)|une? (?:client|cliente|prospect|prospecte|abonnee?|patiente?|influenceu\w+|follower|partenaire|lead|customer|marque|inconnue?)|des (?:clients?|clientes?|prospects?|influenceu\w+|gens|inconnus|abonnee?s?|partenaires?|marques)|(?:les|aux) (?:gens|clients|clientes|prospects|abonne\w*|personnes|visiteurs)|a (?:client|customer|prospect|lead|follower|brand)|(?:potential|new|strangers|influencers|people|customers|clients|followers|prospects) ?)\b/

/** Subjects where such words are about the work, not about us. */
export const craft =
  /\b(?:story|stories|post|posts|reel|reels|publication|caption|legende|carrousel|newsletter|sequence|tunnel|funnel|page de (?:vente|capture)|landing|formulaire|form|contenus?|content|bouton|button|lien|bio|profil|profile|template|modele|automatis\w*|automat\w*|workflow|zapier|kajabi|systeme io|activecampaign|calendly|(?<!(?:ce|cet|ton|votre|le|this|your|the) )chatbot|script|accroche|copywriting|storytelling|hashtags?|campagne|campaign|webinaire|webinar|site|website)\b/

export const refusesHuman =
  /\b(?:(?:ne|n) (?:veux|voudrais|souhaite|ai) (?:surtout )?pas (?:besoin )?(?:de |d |a |parler |discuter |avec |etre |contacter |joindre )*(?:un |une |l |a )?(?:humaine?|quelqu un|personne|conseiller|conseillere|etre humain|rappelee?)|(?:sans|without) (?:parler|passer|talking|speaking|having) (?:a |par |to )*(?:un |une |anyone|quelqu un|personne|human|a human|humain)|pas besoin (?:de parler |de |d )(?:a )?(?:un |une )?(?:humaine?|quelqu un|conseiller|personne)|(?:don t|do not|no) (?:want|need) (?:to )?(?:talk|speak|call|a human|be called)(?: to)?(?: (?:a|an|anyone|someone|human|person|agent))*)\b/

export const callMe: RegExp = new RegExp(callMePhrases.join('|'))
export const noMachine: RegExp = new RegExp(noMachinePhrases.join('|'))
export const act: RegExp = new RegExp(actPhrases.join('|'))
export const asksForOthers: RegExp = new RegExp(asksForOthersPhrases.join('|'))

/** After "parler à quelqu'un", words that make this someone nobody of ours: "qui hésite", "en story". */
export const someoneElse =
  /^ (?:qui (?!(?:peut|pourrait|pourra|puisse|sait|s y connait|connait|comprend|travaille|m aide|va))|who (?!(?:can|could|knows|works|understands))|that (?!(?:can|could|knows|works))|que |dont |en |dans |sur |pour (?!(?:m|me|mon|ma|mes|nous|avoir|un|une|regler|resoudre|savoir|discuter|de l|plus|le|la|ca|cela|ce|obtenir|poser)\b))/
