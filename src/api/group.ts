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

/**
 * Makes a {@link Group}. A bare Set would keep calls that have ended: as it is filled and emptied it
 * leaves its earlier tables behind, each linked to the next, and the collector of young objects takes
 * all that stood in them for alive. Here a place that is left holds nothing.
 */
export function createGroup<Member>(): Group<Member> {
  interface Place {
    member: Member | undefined
  }
  const places = new Set<Place>()

  function leave(place: Place) {
    places.delete(place)
    place.member = undefined
  }

  return {
    get size() {
      return places.size
    },
    add(member) {
      const place: Place = { member }
      places.add(place)
      return () => leave(place)
    },
    take() {
      for (const place of places) {
        const { member } = place
        leave(place)
        return member
      }
      return undefined
    },
    members: () => Array.from(places, ({ member }) => member as Member),
  }
}
