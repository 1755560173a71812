/** Words of a request for a person that may be mistyped. */
export const vocabulary: readonly string[] =
  `parler parlez discuter joindre contacter contact appeler rappeler rappelez appelez telephone telephoner echanger humain humaine
  personne quelqu quelqun conseiller conseillere operateur numero equipe responsable service client support vraie reelle
  transferer speak speaking talk talking human person someone somebody agent representative customer operator advisor
  rembourser remboursement remboursee annuler resilier abonnement reclamation plainte commande refund cancel subscription phone
  number please besoin voudrais souhaite souhaiterais aimerais robot manager besoin interlocuteur directement connect transfer anybody anyone complain complaint recontacter recontactee charged debitee prelevee`.split(
    /\s+/,
  )

/** Real words that look like one of those mistyped: they stay as they are. */
export const neighbours: readonly string[] =
  `parle parles parlent parlons personnes personnel personnelle personnels perso personal persona personas conseil conseils conseille
  conseilles conseillez contenu contenus content contents appel appels appelle appelles rappel rappels rappelle humour humeur services
  clients cliente clientes clientele supports supporte numeros equipes echange echanges vrai vraies reel reels reelles annule annulee annulation
  rembourse rembourses remboursements commandes commander abonnements abonnee abonnes abonne discute plaintes plantes plante plaire robots
  speaker speakers spoke talks humans agents agence agences agenda persons someones numbers phones manage managed manages managing contacts contacte
  contactes telephones operation operations response responses responsables cancelled canceled refunds refunded customers customise
  souhait souhaites aimerai voudrai aimer aimes parlais parler contract contrat contrats compact transfert transferts connecter
  connected connects transfers plainte joindre poindre moindre advisors please pleased telephonique personnaliser personnalise besoins
  annuaire annuel annuelle annonce annonces annoncer client clientt cliche talking walk tall tallk robe robes argent argents annulations`.split(
    /\s+/,
  )

/** Words of the vocabulary that any message may have. */
export const politeness: readonly string[] =
  'please besoin voudrais souhaite souhaiterais aimerais directement connect client'.split(' ')
