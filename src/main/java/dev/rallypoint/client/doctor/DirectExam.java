package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.client.Json;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;

/**
 * A direct path to somebody else: to this machine's own relayed address at the TURN server, which
 * it never spoke to before.
 */
final class DirectExam implements Exam {
    private final Visit visit;

    DirectExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public List<String> needs() {
        return List.of("lobby");
    }

    @Override
    public List<Finding> examine() {
        Optional<PeerAddress> server =
                visit.turn.flatMap(turn -> RegionPing.resolve(turn.url().hostAndPort()));
        if (server.isEmpty()) {
            return List.of(
                    Finding.notOffered(
                            name(),
                            "No TURN over UDP, whose relayed address would be the partner: what to"
                                    + " expect of direct paths is what \"nat\" says."));
        }
        TurnRequests requests = visit.turn.orElseThrow().requests();
        TurnQuestion allocation =
                new TurnQuestion(server.get(), requests, false, visit.random::nextBytes);
        try (DatagramRun run = DatagramRun.open()) {
            run.run(allocation);
            if (!allocation.isGiven()) {
                return List.of(Finding.skipped(name(), "TURN gives out no second address"));
            }
            TurnQuestion.Given given = allocation.given().orElseThrow();
            if (isOfOneHost(given)) {
                allocation.giveBack();
                return List.of(atHome(given));
            }
            PunchQuestion punch =
                    new PunchQuestion(server.get(), given, requests, visit.random::nextBytes);
            run.run(punch);
            allocation.giveBack();
            return List.of(judge(given, punch));
        }
    }

    /** A TURN server sends nothing to its own address but to other relayed ones. */
    private static boolean isOfOneHost(TurnQuestion.Given given) {
        return given.mapped()
                .filter(mapped -> mapped.withPort(0).equals(given.relayed().withPort(0)))
                .isPresent();
    }

    private Finding atHome(TurnQuestion.Given given) {
        return Finding.notOffered(
                name(),
                "This machine and the server have one address, "
                        + given.relayed().host()
                        + ": there is no partner at another one.");
    }

    private Finding judge(TurnQuestion.Given given, PunchQuestion punch) {
        String mapped = given.mapped().map(PeerAddress::toString).orElse("unknown");
        Json details =
                Json.object()
                        .with("partner", given.relayed().toString())
                        .with("mapped", mapped)
                        .withText("seen", punch.seen().map(PeerAddress::toString));
        if (!punch.isPermitted()) {
            return Finding.notOffered(
                    name(),
                    "The server's TURN sends nothing to "
                            + mapped
                            + " (error "
                            + punch.errorCode()
                            + "), so that it is no partner for this machine.");
        }
        if (punch.seen().isEmpty()) {
            return Finding.warning(
                    name(),
                    "Nothing that was sent straight to another address ("
                            + given.relayed()
                            + ") arrived there.",
                    "This network, or the server's firewall (turn.minPort to turn.maxPort), lets UDP"
                            + " through to known ports only. Races go over the relay.",
                    details);
        }
        if (punch.tookMicros().isEmpty()) {
            return Finding.warning(
                    name(),
                    "A partner hears this machine, but his answers to "
                            + punch.seen().get()
                            + " do not come in.",
                    "A firewall on this machine or router drops them. Races go over the relay.",
                    details);
        }
        return Finding.ok(
                name(),
                verdict(given, punch),
                details.with("tookMicros", punch.tookMicros().get()));
    }

    private static String verdict(TurnQuestion.Given given, PunchQuestion punch) {
        String works =
                "A hole was punched: a partner at another address and this machine hear each"
                        + " other directly.";
        return given.mapped().equals(punch.seen())
                ? works
                : works
                        + " The router shows him another port than it shows the server, so that it"
                        + " works only with peers whose own router lets strange ports in.";
    }
}
