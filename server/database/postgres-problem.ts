import { createDatabaseError, DatabaseError } from './database-error.ts'
import { describeAddress, type PostgresAddress } from './postgres-address.ts'
import { sqlState } from './postgres-failure.ts'

interface Failure {
  code?: string
  message?: string
}

/** Supabase gives its direct address IPv6 only, and many servers have no IPv6. */
function adviseAddress({ host }: PostgresAddress): string {
  return /^db\.[a-z0-9]+\.supabase\.co$/.test(host)
    ? ' L’adresse directe de Supabase n’existe qu’en IPv6 : prends celle du pooler (« Session pooler » dans Connect).'
    : ''
}

const rights =
  'ce rôle n’a pas le droit de créer ce qu’il faut : prends le propriétaire de la base (grant create on schema public), et fais créer pgvector par un administrateur (create extension vector)'

/** By SQLSTATE: what is wrong, and what to do. */
const refusals: Record<string, (address: PostgresAddress) => string> = {
  '28P01': ({ user }) =>
    `le mot de passe de ${user} est refusé : vérifie-le, caractères spéciaux codés (@ devient %40)`,
  '28000': ({ user }) =>
    `${user} n’a pas le droit d’entrer ainsi : vérifie l’utilisateur, sslmode, et pg_hba.conf`,
  '3D000': ({ database }) => `la base ${database} n’existe pas : crée-la, ou corrige le nom`,
  '42501': () => rights,
  '53300': () => 'le serveur n’accepte plus de connexion : baisse DATABASE_POOL_SIZE, ou augmente sa limite',
  // Lifted where we can; a pooler in transaction mode keeps no setting from one statement to the next.
  '57014': () =>
    'le serveur a coupé une instruction trop longue (statement_timeout) : prends l’adresse directe, ou celle du pooler en mode session (port 5432, pas 6543), et relance ; rien n’est perdu',
  '25006': () => 'ce serveur est en lecture seule : donne l’adresse du serveur principal',
}

/** By code of the socket or of TLS. */
const failures: Record<string, (address: PostgresAddress) => string> = {
  ECONNREFUSED: () =>
    'personne ne répond à cette adresse : le serveur est-il démarré, le port est-il le bon ?',
  ENOTFOUND: address => `ce nom n’est pas connu : corrige l’hôte.${adviseAddress(address)}`,
  EAI_AGAIN: () => 'ce nom ne se résout pas pour l’instant : vérifie le réseau et l’hôte',
  ENETUNREACH: address => `cette adresse n’est pas joignable d’ici.${adviseAddress(address)}`,
  EHOSTUNREACH: address => `cette adresse n’est pas joignable d’ici.${adviseAddress(address)}`,
  ETIMEDOUT: address => `pas de réponse : vérifie l’adresse et le pare-feu.${adviseAddress(address)}`,
  ERR_TLS_CERT_ALTNAME_INVALID: () =>
    'le certificat du serveur porte un autre nom : corrige l’hôte, ou choisis sslmode=verify-ca',
  CERT_HAS_EXPIRED: () => 'le certificat du serveur a expiré : renouvelle-le',
}

const untrusted = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/

/** Undefined for what is none of the operator's doing. */
function explain(error: unknown, address: PostgresAddress): string | undefined {
  const { code = '', message = String(error) } = (error ?? {}) as Failure
  const known = sqlState(error) === undefined ? failures[code] : refusals[code]
  if (known !== undefined) return known(address)
  if (untrusted.test(code)) {
    return 'l’autorité qui a signé le certificat du serveur n’est pas connue : donne son certificat avec sslrootcert=…'
  }
  if (message.includes('does not support SSL'))
    return 'ce serveur n’a pas TLS : mets sslmode=disable, ou active TLS'
  if (/Tenant or user not found/i.test(message)) {
    return 'Supabase ne connaît pas cet utilisateur : il s’écrit postgres.<référence du projet>, avec l’hôte de sa région'
  }
  if (
    sqlState(error) === undefined &&
    /terminated|timeout|no answer to a request|closed the connection/i.test(message)
  ) {
    return `pas de réponse, ou une connexion coupée : vérifie l’adresse, le pare-feu et le serveur.${adviseAddress(address)}`
  }
  return undefined
}

/** With one mark at its end. */
function toSentence(text: string): string {
  const trimmed = text.replace(/[.\s]+$/, '')
  return /[?!]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/** Why this database cannot be used, in one French line that names DATABASE_URL and shows no password. */
export function toPostgresProblem(error: unknown, address: PostgresAddress): DatabaseError {
  if (error instanceof DatabaseError) return error
  const reason = explain(error, address) ?? (error instanceof Error ? error.message : String(error))
  return toProblem(reason, error, address)
}

/** The same for what we can explain; any other error as it is. */
export function toKnownPostgresProblem(error: unknown, address: PostgresAddress): unknown {
  const reason = error instanceof DatabaseError ? undefined : explain(error, address)
  return reason === undefined ? error : toProblem(reason, error, address)
}

function toProblem(reason: string, error: unknown, address: PostgresAddress): DatabaseError {
  const secret = address.password
  const text = `DATABASE_URL (${describeAddress(address)}) : ${reason}`
  const safe = secret === undefined || secret.length < 4 ? text : text.replaceAll(secret, '…')
  return createDatabaseError('open_failed', toSentence(safe), error)
}
