/**
 * Who uses the mini-program: nobody real, and it says so.
 */
const face = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#cfd3dc"/><circle cx="48" cy="38" r="17" fill="#fff"/><path d="M14 96c2-24 16-34 34-34s32 10 34 34z" fill="#fff"/></svg>`

/** As getUserInfo tells of them. */
export const madeUpUser = {
  nickName: 'tt-anywhere user',
  avatarUrl: `data:image/svg+xml,${encodeURIComponent(face)}`,
} as const
