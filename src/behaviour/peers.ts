/** Actors that are remembered by hash for one value; this many may mean more. */
export const MOST_PEERS = 32

/**
 * Adds a hash to ascending ones, in place. The smallest {@link MOST_PEERS} are kept, so that the outcome depends on who
 * was seen and not on the order.
 */
export function addPeer(peers: number[], peer: number): void {
  let at = peers.length
  while (at > 0 && peers[at - 1]! > peer) at -= 1
  if (at === MOST_PEERS || (at > 0 && peers[at - 1] === peer)) return
  peers.splice(at, 0, peer)
  if (peers.length > MOST_PEERS) peers.pop()
}
