/**
 * Floor 3: the player SDK, packed as {@code rallypoint-client.jar}; needs the JDK only. Calls to
 * the matchmaking API ({@link dev.rallypoint.client.RallypointClient}), a lobby's events ({@link
 * dev.rallypoint.client.LobbyEvents}), and the seat in a match over encrypted UDP ({@link
 * dev.rallypoint.client.RelayConnection}), which finds its way back to the same slot after a break,
 * also when a node of the cluster is gone without a word: relays are probed after 500 ms, and calls
 * go to the next server after a second (docs/protocol/netcode.md §7.1). A named exception to
 * purity: it opens sockets, reads the clock and owns one thread, that of {@link
 * dev.rallypoint.client.RelayLoop}. It never imports the server.
 *
 * <pre>{@code
 * RallypointClient player = new RallypointClient(URI.create("http://127.0.0.1:25566"));
 * player.loginAsGuest("Ada").join();
 * Api.Lobby lobby = player.lobbies(LobbyFilter.ALL).join().lobbies().get(0);
 * lobby = player.joinLobby(lobby.lobbyId()).join();
 *
 * RelayLoop loop = RelayLoop.start("network");
 * SnapshotInterpolation<Double> rival =
 *         new SnapshotInterpolation<>(Settings.DEFAULT, (a, b, share) -> a + (b - a) * share);
 * RelayConnection seat = RelayConnection.open(loop, player, lobby, new RelayListener() {
 *     public void onConnected(int slot, int slots) {
 *         System.out.println("racing from slot " + slot);
 *     }
 *     public void onState(int fromSlot, int sequence, ByteBuffer body) {
 *         rival.add(sequence, body.getLong() / 1_000, body.getDouble());
 *     }
 *     public void onFailed(RallypointException cause) {
 *         System.out.println(cause.getMessage());
 *     }
 * });
 *
 * // Twenty times a second, with the time of the clock that all players share:
 * seat.relayTimeMicros().ifPresent(now -> {
 *     seat.sendState(ByteBuffer.allocate(16).putLong(now).putDouble(myPosition).flip());
 *     rival.at(now / 1_000).ifPresent(position -> draw(position));
 * });
 *
 * // At the end:
 * seat.close();
 * loop.close();
 * }</pre>
 */
package dev.rallypoint.client;
