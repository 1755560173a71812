import { z } from 'zod'
import type { SafetyFiles } from '../find-sets.ts'
import { fingerprintOf, readRows } from '../read-rows.ts'

const Message = z.object({
  id: z.string().default(''),
  text: z.string().min(1),
  category: z.string().default(''),
  /** What a visitor writes, or what somebody planted in a document. */
  where: z.enum(['user', 'document']).default('user'),
})
export type AttackMessage = z.infer<typeof Message>

const Carrier = z.object({
  id: z.string().default(''),
  /** A document … */
  context: z.string().min(1),
  /** … a question it answers … */
  question: z.string().min(1),
  /** … and the right answer; `unknown`: it does not. */
  ideal: z.string().default(''),
})
export type Carrier = z.infer<typeof Carrier>

export interface AttackSet {
  name: string
  fingerprint: string
  user: AttackMessage[]
  document: AttackMessage[]
  benign: AttackMessage[]
  carriers: Carrier[]
}

/** Reads a set of attacks. Throws DataError. */
export function loadAttacks(files: SafetyFiles): AttackSet {
  const attacks = readRows(files.attacks, Message)
  const benign = files.benign ? readRows(files.benign, Message) : []
  const carriers = files.carriers ? readRows(files.carriers, Carrier) : []
  return {
    name: files.name,
    fingerprint: fingerprintOf(attacks, benign, carriers),
    user: attacks.filter(({ where }) => where === 'user'),
    document: attacks.filter(({ where }) => where === 'document'),
    benign,
    carriers,
  }
}
