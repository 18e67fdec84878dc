import { vendorWords } from './vendor-words.ts'

/** How vendors say, where they give no code for it, that an account is out of credit or at a limit of what may be spent. */
const CREDIT =
  /\bcredit balance\b|\b(?:insufficient|not enough|out of|run out of|no(?: more)?) (?:api )?(?:credits?|balance|funds)\b|\bcredits? (?:are |is |have been |were )?(?:exhausted|depleted|used up)\b|\bspend(?:ing)? limits?\b|\b(?:reached|exceeded) (?:your|its|the|an?)\b.{0,60}\busage limits?\b|\bbilling\b|\benforced_spend_limit_reached\b/i

/** Advice that stands in every ordinary 429 of some vendors: it speaks of billing and means a rate limit. */
const ORDINARY_ADVICE = /check your plan and billing details/gi

/** Whether the vendor's own words of a message speak of credit, billing or a spend limit (contract §6, the row of 402). */
export function speaksOfCredit(message: string): boolean {
  return CREDIT.test(vendorWords(message).replace(ORDINARY_ADVICE, ''))
}
