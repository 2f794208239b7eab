package dev.rallypoint.lobby;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.netcode.OwnAddresses;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * What a relay finds in a connect token when a client knocks with it: both are the real cores, the
 * network between them is a method call.
 */
record OpenedToken(long clientId, MatchTicket ticket, PeerAddress firstServer) {
    private static final PeerAddress CLIENT = PeerAddress.parse("198.51.100.3:40000");
    private static final int RENET_BYTES = 2_056;

    /** Opens the token at the relay that has the address {@code relay}. */
    static OpenedToken at(String relay, Api.Connection connection, long nowMs) {
        byte[] bytes = Base64.getDecoder().decode(connection.connectToken());
        byte[] token = bytes.length == RENET_BYTES ? Arrays.copyOfRange(bytes, 8, 2_056) : bytes;
        Door door = new Door();
        NetcodeServer server =
                new NetcodeServer(
                        new NetcodeServer.Settings(
                                TestNode.RELAY.protocolId(),
                                TestNode.KEY_102,
                                TestNode.KEY_101,
                                OwnAddresses.of(PeerAddress.parse(relay)),
                                1,
                                10,
                                1_300),
                        Aead.ofJdk(),
                        door,
                        door,
                        (to, datagram) -> {},
                        new Random(1)::nextBytes);
        NetcodeClient client =
                new NetcodeClient(
                        token,
                        Aead.ofJdk(),
                        (to, datagram) -> server.onDatagram(CLIENT, datagram.duplicate(), nowMs),
                        new Nobody(),
                        nowMs);
        PeerAddress first = client.serverAddress();
        client.onTimer(nowMs);
        if (door.clientIds.isEmpty()) {
            throw new AssertionError("the relay refused the token: " + door.drops);
        }
        return new OpenedToken(door.clientIds.get(0), door.tickets.get(0), first);
    }

    /** Notes who knocks. */
    private static final class Door implements Admission, NetcodeServer.Output {
        private final List<Long> clientIds = new ArrayList<>();
        private final List<MatchTicket> tickets = new ArrayList<>();
        private final List<DropReason> drops = new ArrayList<>();

        @Override
        public Seat seat(Claim claim, long nowMs) {
            clientIds.add(claim.clientId());
            tickets.add(MatchTicket.decode(claim.userData()).orElseThrow());
            return Seat.FULL;
        }

        @Override
        public boolean isNewer(byte[] candidateUserData, NetcodeSession current) {
            return false;
        }

        @Override
        public void onConnected(NetcodeSession session, byte[] userData, long nowMs) {}

        @Override
        public void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs) {}

        @Override
        public void onDisconnected(NetcodeSession session, NetcodeServer.End end, long nowMs) {}

        @Override
        public void onDrop(DropReason reason) {
            drops.add(reason);
        }
    }

    private static final class Nobody implements NetcodeClient.Output {
        @Override
        public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {}

        @Override
        public void onPayload(ByteBuffer payload, long nowMs) {}

        @Override
        public void onDrop(DropReason reason) {}
    }
}
