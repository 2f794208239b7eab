/**
 * Floor 6: the load: thousands of players in one process and on one thread, who cost less than the
 * relay for each message. The mass of them is not waited for: a player's socket is emptied when it
 * is his turn to send, so nothing wakes up for a datagram. A stated sample of lobbies is read at
 * once, decrypted and checked message by message. All that is here belongs to that one thread,
 * except {@link dev.rallypoint.bench.load.LoadProcess}, which is the parent's handle.
 */
package dev.rallypoint.bench.load;
