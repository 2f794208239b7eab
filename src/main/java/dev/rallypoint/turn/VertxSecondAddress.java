package dev.rallypoint.turn;

import dev.rallypoint.contract.AddressMessage.LendStunAddress;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.StunConfig;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BehaviorAddresses;
import dev.rallypoint.protocol.stun.ChangeRequest;
import dev.rallypoint.protocol.stun.NatBehavior;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.NettyUdpPort;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.SourceLimits;
import dev.rallypoint.turn.server.ClientDoor;
import dev.rallypoint.turn.server.ClientTransport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second port and the second address that RFC 5780 needs: the machine's own, or that of another
 * node of the cluster, which sends for us what must come from there.
 */
final class VertxSecondAddress {
    private static final Logger LOG = LoggerFactory.getLogger(VertxSecondAddress.class);
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MAX_ANSWER_BYTES = 2_048;

    /** A client's tests take four of them. */
    private static final int CHANGES_PER_SECOND = 10;

    private static final int SOURCE_PLACES = 16_384;

    private final Context context;
    private final StunConfig config;
    private final VertxBus bus;
    private final EpochClock clock;
    private final StunServer server;
    private final SourceLimits limits;
    private final List<Place> places = new ArrayList<>();
    private Optional<String> lendsAs = Optional.empty();
    private Optional<Partner> partner = Optional.empty();

    /** One of the ports that requests come to. */
    private record Place(ClientDoor door, NettyUdpPort port, boolean isOtherPort) {}

    VertxSecondAddress(
            Context context, StunConfig config, VertxBus bus, EpochClock clock, Wiring wiring) {
        this.context = context;
        this.config = config;
        this.bus = bus;
        this.clock = clock;
        this.server = wiring.server();
        this.limits = new SourceLimits(CHANGES_PER_SECOND, SOURCE_PLACES, wiring.seed());
        places.add(new Place(wiring.door(), wiring.port(), false));
    }

    /**
     * What it stands on.
     *
     * @param door of the first port
     * @param seed random
     */
    record Wiring(StunServer server, ClientDoor door, NettyUdpPort port, long seed) {}

    /** Opens the second port, and both ports of the second address if the machine has one. */
    Future<Void> open() {
        int first = places.get(0).port().port();
        int second = config.port() == 0 ? 0 : config.alternatePort();
        return open(config.host(), second, true)
                .compose(
                        opened ->
                                config.alternateHost().isBlank()
                                        ? Future.succeededFuture()
                                        : openSecondAddress(first));
    }

    private Future<Void> openSecondAddress(int first) {
        String host = config.alternateHost().strip();
        return open(host, first, false)
                .compose(opened -> open(host, alternatePort(), true))
                .onSuccess(opened -> beginAlone());
    }

    private Future<Void> open(String host, int number, boolean isOtherPort) {
        NettyUdpPort port = new NettyUdpPort(context, BUFFER_BYTES);
        ClientDoor door = new ClientDoor(ClientTransport.UDP, port);
        return port.open(
                        host,
                        number,
                        (from, datagram) -> server.onMessage(door, from, datagram, clock.nowMs()))
                .onSuccess(bound -> places.add(new Place(door, port, isOtherPort)));
    }

    int alternatePort() {
        return places.get(1).port().port();
    }

    /** All four are this machine's: first port, second port, and the same of the second address. */
    private void beginAlone() {
        PeerAddress first = CidrBlock.addressOf(config.host());
        PeerAddress second = CidrBlock.addressOf(config.alternateHost().strip());
        int ports = places.size() / 2;
        for (int i = 0; i < places.size(); i++) {
            boolean isSecond = i >= ports;
            int number = places.get(i).port().port();
            int other = places.get(i % ports == 0 ? 1 : 0).port().port();
            BehaviorAddresses addresses =
                    new BehaviorAddresses(
                            (isSecond ? second : first).withPort(number),
                            (isSecond ? first : second).withPort(other));
            int place = i;
            begin(
                    places.get(i).door(),
                    () -> addresses,
                    (change, to, answer) ->
                            places.get(source(place, change, ports)).port().send(to, answer));
        }
    }

    /** The place whose address and port the flags want; places are in the order of opening. */
    private static int source(int asked, ChangeRequest change, int ports) {
        int address = asked / ports ^ (change.ip() ? 1 : 0);
        int port = asked % ports ^ (change.port() ? 1 : 0);
        return address * ports + port;
    }

    /** Sends an answer from where the flags want it. */
    private interface Sender {
        void send(ChangeRequest change, PeerAddress to, ByteBuffer answer);
    }

    private void begin(ClientDoor door, Supplier<BehaviorAddresses> addresses, Sender sender) {
        server.setBehavior(
                door,
                new NatBehavior() {
                    @Override
                    public BehaviorAddresses addresses() {
                        return addresses.get();
                    }

                    @Override
                    public boolean admits(PeerAddress from, long nowMs) {
                        return limits.tryTake(from, nowMs);
                    }

                    @Override
                    public void send(ChangeRequest change, PeerAddress to, ByteBuffer answer) {
                        sender.send(change, to, answer);
                    }
                });
    }

    /** Nodes have come, gone or changed: another one may lend its address now. */
    void onNodes(Nodes nodes) {
        if (!config.alternateHost().isBlank()) {
            return;
        }
        if (lendsAs.isEmpty()) {
            lendsAs = Optional.of(nodes.selfNodeId());
            bus.serve(BusContract.LEND_STUN_ADDRESS.at(nodes.selfNodeId()), this::lend)
                    .onFailure(
                            failure -> LOG.warn("this node lends its address to nobody", failure));
        }
        Optional<Partner> found = Partner.of(nodes);
        if (found.equals(partner)) {
            return;
        }
        partner = found;
        server.forgetBehaviors();
        found.ifPresent(this::beginWith);
    }

    private void beginWith(Partner lender) {
        LOG.info(
                "NAT behaviour discovery (RFC 5780) with the address of another node nodeId={}",
                lender.nodeId());
        PeerAddress own = lender.addresses().asked();
        PeerAddress other = lender.addresses().other();
        for (Place place : places) {
            BehaviorAddresses addresses =
                    place.isOtherPort()
                            ? new BehaviorAddresses(
                                    own.withPort(other.port()), other.withPort(own.port()))
                            : lender.addresses();
            begin(
                    place.door(),
                    () -> addresses,
                    (change, to, answer) -> {
                        boolean fromOtherPort = place.isOtherPort() ^ change.port();
                        if (change.ip()) {
                            borrow(lender, to, fromOtherPort, answer);
                        } else {
                            places.get(fromOtherPort ? 1 : 0).port().send(to, answer);
                        }
                    });
        }
    }

    /** An answer that is lost on the way is as lost as a datagram: the client asks again. */
    private void borrow(Partner lender, PeerAddress to, boolean fromOtherPort, ByteBuffer answer) {
        byte[] bytes = new byte[answer.remaining()];
        answer.duplicate().get(bytes);
        LendStunAddress wish =
                new LendStunAddress(
                        to.toString(), fromOtherPort, Base64.getEncoder().encodeToString(bytes));
        context.runOnContext(
                now ->
                        bus.request(BusContract.LEND_STUN_ADDRESS.at(lender.nodeId()), wish)
                                .onFailure(lost -> LOG.debug("an answer was not sent", lost)));
    }

    private Future<Done> lend(LendStunAddress wish) {
        try {
            PeerAddress to = PeerAddress.parse(wish.to());
            ByteBuffer answer = ByteBuffer.wrap(Base64.getDecoder().decode(wish.answer()));
            if (isBindingResponse(answer)) {
                places.get(wish.fromOtherPort() ? 1 : 0).port().send(to, answer);
            }
            return Future.succeededFuture(new Done());
        } catch (IllegalArgumentException malformed) {
            return Future.failedFuture(malformed);
        }
    }

    /** Nothing else leaves from here for others. */
    private static boolean isBindingResponse(ByteBuffer answer) {
        return answer.remaining() <= MAX_ANSWER_BYTES
                && StunMessage.parse(answer)
                        .filter(
                                message ->
                                        message.is(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING))
                        .isPresent();
    }

    void close() {
        places.stream().skip(1).forEach(place -> place.port().close());
    }
}
