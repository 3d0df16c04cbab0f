/**
 * A picture for the logic to draw: a worker can't load one that its page may.
 */
import type { PictureAnswer } from '../../protocol/logic.js'
import type { Answer } from './query.js'

/** Loads it. Rejects where there is none. */
export async function loadPicture(url: string): Promise<Answer> {
  const image = new Image()
  // What is not told to be for everyone could not be handed over.
  image.crossOrigin = 'anonymous'
  image.src = url
  await image.decode().catch(() => {
    throw new Error('there is no such picture')
  })
  const picture = await createImageBitmap(image)
  return { value: { picture } satisfies PictureAnswer, transfer: [picture] }
}
