/**
 * The netcode 1.02 and 1.01 standards as pure cores: tokens, packets, server and client state
 * machines. One core belongs to one thread; cores are not restartable, so a nonce can never repeat.
 * Sources: the netcode standard, RFC 8439, draft-irtf-cfrg-xchacha. It never opens a socket, reads
 * a clock or makes a random number.
 */
package dev.rallypoint.protocol.netcode;
