/** Members that come and go. */
export interface Group<Member> {
  readonly size: number
  /** The returned function takes the member out; a second time it does nothing. */
  add(member: Member): () => void
  /** Takes out the one that came first; undefined where there is none. */
  take(): Member | undefined
  /** Those that are in it now, in the order in which they came. */
  members(): Member[]
}

/** A member between its neighbours; alone it is its own. */
interface Place<Member> {
  member: Member | undefined
  before: Place<Member>
  after: Place<Member>
}

/**
 * Makes a {@link Group}: a ring, of which a place that is left holds nothing and knows nobody. A Set
 * would keep calls that have ended: as it is filled and emptied it leaves its earlier tables behind,
 * each linked to the next, and the collector of young objects takes all that stood in them for alive.
 */
export function createGroup<Member>(): Group<Member> {
  const ring = placeOf<Member>(undefined)
  let size = 0

  function leave(place: Place<Member>) {
    const { before, after } = place
    if (after === place) return
    before.after = after
    after.before = before
    place.member = undefined
    place.before = place
    place.after = place
    size -= 1
  }

  return {
    get size() {
      return size
    },
    add(member) {
      const place = placeOf(member)
      const last = ring.before
      place.before = last
      place.after = ring
      last.after = place
      ring.before = place
      size += 1
      return () => leave(place)
    },
    take() {
      const { after } = ring
      const { member } = after
      leave(after)
      return member
    },
    members() {
      const all: Member[] = []
      for (let place = ring.after; place !== ring; place = place.after) {
        all.push(place.member as Member)
      }
      return all
    },
  }
}

function placeOf<Member>(member: Member | undefined): Place<Member> {
  const place = { member } as Place<Member>
  place.before = place
  place.after = place
  return place
}
