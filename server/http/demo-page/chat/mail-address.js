/** A plain address, so strict that it can bring no header, no second recipient and no other scheme along. */
const mailAddress =
  /[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\p{L}\p{N}@_-])/iuy

/** What an address cannot begin after: it would be the rest of something longer. */
const inside = /[\p{L}\p{N}._+@:/\\%-]/u

/**
 * The e-mail address that begins at `start`, or null.
 * @param {string} text
 * @param {number} start
 * @returns {string | null}
 */
export function mailAddressAt(text, start) {
  if (start > 0 && inside.test(text[start - 1] ?? '')) return null
  mailAddress.lastIndex = start
  return mailAddress.exec(text)?.[0] ?? null
}
