/**
 * A part on the screen: its template, rendered anew whenever its data is another.
 */
import {
  computed,
  defineComponent,
  Fragment,
  h,
  inject,
  onErrorCaptured,
  type PropType,
  provide,
  type Slots,
  type VNodeChild,
} from 'vue'
import { servicesKey, useServices, type ViewServices } from './components/services.js'
import { partRendersKey } from './partRenders.js'
import { useSession } from './session.js'
import type { PartState } from './store.js'
import type { ExternalClasses, PartContext } from './templateTypes.js'

/** What a part's template shows, with nothing around it. */
export const PartView = defineComponent({
  name: 'PartView',
  inheritAttrs: false,
  props: {
    part: { type: Object as PropType<PartState>, required: true },
    external: { type: Object as PropType<ExternalClasses>, default: undefined },
  },
  setup(props, { slots }) {
    const { part } = props
    const session = useSession()
    const { info, data } = part
    const render = inject(partRendersKey)?.(info.path)
    const services = useServices()
    // A path in a template starts where the template lies.
    const folder = info.path.slice(0, Math.max(0, info.path.lastIndexOf('/')))
    provide(servicesKey, {
      ...services,
      resolveFile: (path: string) => session.fileUrl(path, folder),
    })
    const isPage = info.owner === undefined
    const context: PartContext = {
      part: info.id,
      get data() {
        return data.value
      },
      get external() {
        return props.external
      },
      global: isPage || isReached(info.options),
      slots,
    }
    onErrorCaptured((error) => {
      session.report(error, info.page)
      return false
    })
    return () => h(Fragment, [render?.(context) as VNodeChild])
  },
})

/**
 * An own component where a template uses it: its host element, which carries what the template gave
 * it, around what its own template shows.
 */
export const OwnComponent = defineComponent({
  name: 'OwnComponent',
  props: {
    owner: { type: Number, required: true },
    at: { type: String, required: true },
    external: { type: Object as PropType<ExternalClasses>, default: undefined },
  },
  setup(props, { slots }) {
    const { store, start } = useSession()
    const services = useServices()
    // The logic says which part it is: one that is not told of yet is drawn when it comes.
    const part = computed(() => store.children(props.owner).get(props.at))
    return () => {
      const { info } = part.value ?? {}
      const scope = info && start.bundle.parts[info.path]?.scope
      const virtual = info?.options.virtualHost === true
      return h(
        'tt-component',
        {
          ...(scope !== undefined && { [`h-${scope}`]: '' }),
          ...(virtual && { 'tt-virtual': '' }),
        },
        part.value && [
          h(
            PartView,
            { key: part.value.info.id, part: part.value, external: props.external },
            wrapSlots(slots, services),
          ),
        ],
      )
    }
  },
})

/** What is put into a slot is its owner's, whatever is around it. */
const SlotContent = defineComponent({
  name: 'SlotContent',
  props: { services: { type: Object as PropType<ViewServices>, required: true } },
  setup({ services }, { slots }) {
    provide(servicesKey, services)
    return () => slots.default?.()
  },
})

function wrapSlots(slots: Slots, services: ViewServices): Slots {
  return Object.fromEntries(
    Object.entries(slots).map(([name, slot]) => [
      name,
      () => [h(SlotContent, { services }, { default: () => slot?.() })],
    ]),
  )
}

/** Whether the styles of app and page reach the elements of a component. */
function isReached(options: Readonly<Record<string, unknown>>): boolean {
  return (
    options.addGlobalClass === true ||
    options.styleIsolation === 'apply-shared' ||
    options.styleIsolation === 'shared'
  )
}
