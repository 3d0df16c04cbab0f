/**
 * Which panel is open: other parts of the tool open one too.
 */
import { computed, type Ref } from 'vue'
import { remembered } from './remembered.js'

/** The panels, in the order of their tabs. */
export const panelNames = {
  network: 'Network',
  console: 'Console',
  data: 'AppData',
  storage: 'Storage',
  files: 'Files',
  received: 'Received',
  conditions: 'Conditions',
  faults: 'Faults',
  missing: 'Missing',
  lan: 'Phone',
} as const

/** One of them. */
export type PanelName = keyof typeof panelNames

const kept = remembered<PanelName>('panel', 'network', (value) =>
  Object.hasOwn(panelNames, String(value)),
)

/** The open one. */
export function useOpenPanel(): Ref<PanelName> {
  return computed({
    get: () => kept.value,
    set: (name) => {
      kept.value = name
    },
  })
}
