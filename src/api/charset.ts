/**
 * Text out of an answer's bytes, by the charset of its Content-Type (spec 7).
 */

/** Decodes a body. A charset that nobody knows counts as UTF-8; what can't be decoded is U+FFFD. */
export function decodeText(body: Uint8Array, contentType: string | undefined): string {
  const found = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/i.exec(contentType ?? '')
  return decode(body, (found?.[1] ?? found?.[2] ?? '').trim().toLowerCase())
}

function decode(body: Uint8Array, label: string): string {
  const decoder = decoderOf(label)
  switch (decoder.encoding) {
    // The standard decodes GBK as GB18030; Node's own GBK gives private characters for bad bytes.
    case 'gbk':
      return new TextDecoder('gb18030').decode(body)
    // Without an order in its name it is the byte order mark that tells the order (RFC 2781).
    case 'utf-16le':
      return body[0] === 0xfe && body[1] === 0xff && !label.endsWith('le')
        ? new TextDecoder('utf-16be').decode(body)
        : decoder.decode(body)
    case 'windows-1252':
      return decoder.decode(body).replace(/[\u0080-\u009f]/g, windows1252)
    // Bytes that begin nothing in these: Node hands them out as control or private characters.
    case 'big5':
    case 'euc-kr':
    case 'euc-jp':
      return decoder.decode(body).replace(/[\u0080-\u009f\uf8f8]/g, '\ufffd')
    default:
      return decoder.decode(body)
  }
}

const utf8 = new TextDecoder()

function decoderOf(label: string) {
  // Most answers name none, and to find out what nobody knows takes Node a while.
  if (label === '' || label === 'utf-8') return utf8
  try {
    return new TextDecoder(label)
  } catch {
    return utf8
  }
}

/** The bytes 80 to 9F, which Node leaves as the control characters of Latin-1. */
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function windows1252(character: string): string {
  return upper[character.charCodeAt(0) - 0x80] ?? character
}
