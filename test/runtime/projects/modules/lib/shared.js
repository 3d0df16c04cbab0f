export let count = 1
export function increment() {
  count += 1
}
export default 'the default'
