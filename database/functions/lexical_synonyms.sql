-- Everyday words of one meaning: by dictionary and stem, the stems that a passage may say instead, `french_stem:achet` →
-- ["acquer", "achat" …]. Written by hand from general knowledge of how people and their documents name the things of life, work
-- and the web; folded, as tokens are. Part of lexical_query(), where it is worked out once a session: it is immutable
-- and takes nothing.
create or replace function lexical_synonyms() returns jsonb
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  with groups as (
    select dictionary, number, string_to_table(trim(words, E' \n'), ' ') as word
    from (values ('french_stem'::regdictionary, '
    acheter achat acquerir acquisition commander commande, vendre vente vendeur commercialiser,
    payer paiement regler reglement verser versement, prix tarif cout montant, rembourser remboursement,
    argent financier finance financement fonds, aide subvention allocation soutien,
    salaire remuneration paye remunerer, travail emploi poste job boulot metier,
    travailler employe salarie travailleur, employeur patron entreprise societe, entreprise societe firme compagnie,
    licencier licenciement renvoyer congedier, embaucher recruter recrutement embauche, chomage chomeur,
    maison domicile logement habitation residence, habiter resider loger, appartement logement,
    loyer location louer locataire, proprietaire bailleur, enfant mineur fils fille, parent pere mere,
    conjoint epoux mari epouse, marier mariage epouser, divorcer divorce separation, naitre naissance ne,
    mourir mort deces decede deceder, medecin docteur praticien, hopital clinique, malade maladie patient,
    symptome signe, soigner soin traitement guerir, medicament remede,
    manger nourriture aliment repas alimentaire alimentation, boire boisson, ecole scolaire enseignement,
    eleve etudiant ecolier, professeur enseignant, apprendre apprentissage formation former,
    voiture vehicule automobile, conduire conducteur, train ferroviaire, avion aerien, voyage voyager deplacement,
    lieu endroit emplacement, ville commune municipalite, mairie municipal, rue voie, adresse coordonnees,
    telephone portable mobile, telephone numero coordonnees, courriel email mail mel electronique,
    lettre courrier postal, envoyer envoi expedier expedition transmettre, recevoir reception, message sms texto,
    publicite pub publicitaire prospection demarchage, site page web internet, photo photographie image,
    video film filmer camera, ordinateur pc informatique, logiciel application programme outil,
    passe identifiant connexion, connecter connexion acceder, compte profil,
    inscrire inscription enregistrer enregistrement, desinscrire desabonner desabonnement,
    supprimer suppression effacer effacement enlever retirer, modifier modification changer changement,
    creer creation fabriquer realiser concevoir, ouvrir ouverture, fermer fermeture,
    commencer debut debuter demarrer lancer, finir fin terminer achever, arreter cesser stopper interrompre,
    continuer poursuivre, augmenter augmentation hausse, diminuer diminution baisse reduire reduction,
    aider aide assister assistance, demander demande solliciter requete, repondre reponse, obtenir recuperer,
    donner fournir remettre, utiliser utilisation usage employer, garder conserver conservation, duree temps delai,
    horaire heure, jeune mineur adolescent, autoriser autorisation permettre permission,
    interdire interdiction interdit, obligatoire obliger obligation, loi reglement legislation legal,
    juge tribunal justice judiciaire, avocat juriste, plainte reclamation plaindre, signaler denoncer signalement,
    punir sanction sanctionner amende peine condamner, voler voleur derober, police gendarmerie policier,
    danger risque dangereux, proteger protection securite, peur crainte craindre, visiter visite, sortir sortie,
    revenir retour, montrer afficher presenter, declarer declaration, parler discuter, expliquer explication,
    comprendre comprehension, choisir choix selectionner, essayer tenter tester, reussir succes reussite,
    gagner remporter vaincre victoire, perdre perte, combattre bataille guerre combat, attaquer attaque,
    chef dirigeant directeur responsable, roi souverain monarque, president presidence presider,
    elire election voter vote, fonder fondation fondateur creer creation, construire construction batir edifier,
    detruire destruction, ecrire ecrivain auteur rediger, livre ouvrage oeuvre roman, journal presse,
    chanson chanter musique, peindre peinture peintre tableau, acteur comedien actrice, jouer jeu joueur,
    population habitant peuple, religion religieux eglise, rapide vite rapidement, facile simple, difficile complique,
    probleme difficulte souci, erreur faute, cause raison origine, consequence effet resultat impact, but objectif,
    moyen methode maniere facon, difference distinguer distinction, type genre sorte categorie,
    metier profession fonction, impot fiscal taxe, banque bancaire, assurance assurer assureur,
    contrat accord convention, justificatif certificat attestation, client usager consommateur,
    association organisme organisation, attraper contracter infecter contaminer, fete celebrer celebration,
    abonne follower communaute, publier publication post poster, partager partage, lettre newsletter infolettre,
    tunnel funnel, prospect lead, reel video, story stories, police fonte typographie caractere, bandeau banniere,
    mot cle, referencement seo google, rendez rdv, devis estimation, livrer livraison, panne bug erreur,
    gratuit gratuitement, telecharger telechargement, traduire traduction langue, sauvegarde sauvegarder,
    oublier perdre, agrandir elargir, mesurer mesure statistique
    '), ('english_stem', '
    buy purchase order acquire, sell sale vendor, pay payment fee charge, price cost rate fee,
    refund reimburse reimbursement, money funds funding financial, help assist assistance support, salary wage pay,
    job work employment position, employer company business firm, hire recruit recruitment, fire dismiss dismissal,
    home house residence dwelling, child kid minor, die death dead deceased, born birth, doctor physician,
    sick ill illness disease, treat treatment cure, eat food meal, school education, student pupil, teacher instructor,
    car vehicle automobile, trip travel journey, place location site, city town municipality, phone telephone mobile,
    email mail, letter post mail, send deliver ship delivery shipping, picture photo image, movie film video,
    computer pc, software application app program tool, password login credentials, account profile,
    register registration signup enroll, unsubscribe subscription, delete remove erase, change modify edit update,
    create make build produce, open opening, close closing shut, start begin launch beginning, end finish complete,
    stop cease halt, increase grow growth rise, decrease reduce reduction decline, ask request, answer reply response,
    use usage utilize, keep retain store, allow permit permission authorize, forbid ban prohibit forbidden,
    required mandatory obligatory, law legal legislation regulation, court judge justice, complaint complain,
    report notify, punish penalty fine sanction, danger risk dangerous, protect protection security,
    win victory defeat, war battle fight, leader head chief director, king monarch ruler, elect election vote,
    found establish founder founded, write author writer, book novel, song music sing, quick fast rapid, easy simple,
    difficult hard, problem issue trouble, mistake error, cause reason origin, effect result consequence impact,
    goal objective aim purpose, way method manner, kind type sort category, tax fiscal, insurance insurer,
    contract agreement, customer client user, subscriber follower audience, publish post publication, share sharing,
    appointment booking meeting, quote estimate, free complimentary
    ')) as languages (dictionary, list)
    cross join lateral string_to_table(list, ',') with ordinality as each (words, number)
  ), stems as (
    select distinct dictionary, number, (ts_lexize(dictionary, word))[1] as stem from groups
  )
  select jsonb_object_agg(said, others)
  from (
    select concat(one.dictionary, ':', one.stem) as said, jsonb_agg(distinct other.stem) as others
    from stems one
    join stems other using (dictionary, number)
    where one.stem <> other.stem
    group by 1
  ) as paired
$$;
