-- French as it is typed on a telephone: a short form and what it stands for, folded, `{"slt": "salut"}`. Part of
-- lexical_query(), which writes out those that no chunk says. Short forms that are words of their own (`sa`, `peu`) are left out.
create or replace function lexical_short_forms() returns jsonb
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_object_agg(split_part(form, ' ', 1), substr(form, position(' ' in form) + 1))
  from regexp_split_to_table(trim('
    slt salut, bjr bonjour, bsr bonsoir, cc coucou, stp s il te plait, svp s il vous plait, mrc merci, dsl desole,
    g j ai, jai j ai, jsuis je suis, chui je suis, chuis je suis, jsp je sais pas, jpeux je peux, jveux je veux,
    jvoudrai je voudrais, jarrive j arrive, jcomprend je comprends, cest c est, cetait c etait, ki qui, ke que,
    kel quel, kelle quelle, kels quels, koi quoi, kwa quoi, koa quoi, kan quand, kand quand, qd quand, kom comme,
    komment comment, coment comment, commen comment, cmt comment, cmnt comment, pk pourquoi, pq pourquoi,
    pkoi pourquoi, prkoi pourquoi, pourkoi pourquoi, prq pourquoi, kombien combien, cb combien, cbn combien,
    kesk qu est ce que, keske qu est ce que, kesako qu est ce que, keskon qu est ce qu on, esk est ce que, eske est ce que, esque est ce que, ya y a, tas tu as, fo il faut, fodrai il faudrait,
    fau il faut, fe fais, fai fais, fair faire, fere faire, veu veux, px peux, doi dois, vs vous, ns nous, ds dans, av avec, ac avec, ss sans, mn mon, tn ton, sn son, etr etre,
    dc donc, pr pour, pcq parce que, pcke parce que, psk parce que, parceke parce que, ms mais, bcp beaucoup,
    bp beaucoup, tt tout, ts tous, tte toute, ttes toutes, tjr toujours, tjrs toujours, tjs toujours, jms jamais,
    jamai jamais, mnt maintenant, mtn maintenant, mintenan maintenant, avt avant, auj aujourd hui, ajd aujourd hui,
    2m1 demain, 2main demain, hr heure, tps temps, lgtps longtemps, lgtmp longtemps, qq quelque, qqn quelqu un,
    qqun quelqu un, qqch quelque chose, qlq quelque, kelkun quelqu un, kelke quelque, rdv rendez vous,
    rdvs rendez vous, mdp mot de passe, msg message, msgs messages, tel telephone, adr adresse, ordi ordinateur,
    pb probleme, pbs problemes, pblm probleme, prob probleme, nb nombre, bdd base de donnees, doc document,
    docs documents, dispo disponible, pub publicite, pubs publicites, appli application, applis applications,
    info information, infos informations, abo abonnement, asso association, entrep entreprise, apart appartement,
    appart appartement, proprio proprietaire, resto restaurant, secu securite, assur assurance,
    rembours remboursement, nvx nouveaux, nv nouveau, nvl nouvelle, gd grand, gde grande, bi1 bien, b1 bien,
    bienvnu bienvenue, ri1 rien, kelkechoz quelque chose, choz chose, fb facebook, insta instagram, ig instagram,
    yt youtube, wp wordpress, wa whatsapp, num numero
  ', E' \n'), ',\s+') as form
$$;
