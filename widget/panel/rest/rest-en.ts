// What the panel fetches once it is shown, in English.
import { textsFor } from '../../texts/en-rest.ts'
import type { RestModule } from '../rest-contract.ts'
import { startRest as start } from './start-rest.ts'

export const startRest: RestModule['startRest'] = (deps, formality) => start(deps, textsFor(formality))
