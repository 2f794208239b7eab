package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.util.List;

/** Whether the largest datagrams of the game pass over the relay and back. */
final class MtuExam implements Exam {
    /** Of a message's body; the last is the largest that the SDK sends. */
    private static final List<Integer> BODY_BYTES = List.of(400, 700, 900, 1_000, 1_100, 1_173);

    private static final int COPIES = 4;
    private static final int EVERY_MS = 15;
    private static final int LATE_MS = 500;

    /** Framed header 2, packet prefix and sequence up to 9, tag 16, UDP 8, IPv4 20. */
    private static final int AROUND_BYTES = 55;

    /** Numbers of messages of other exams are below. */
    private static final int FIRST_NUMBER = 1_000;

    private final Visit visit;

    MtuExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "relay-mtu";
    }

    @Override
    public List<String> needs() {
        return List.of("lobby", "relay-udp");
    }

    @Override
    public List<Finding> examine() {
        Seats seats = visit.seats.orElseThrow();
        for (int copy = 0; copy < COPIES; copy++) {
            for (int size = 0; size < BODY_BYTES.size(); size++) {
                seats.oneSeat()
                        .sendTo(
                                seats.echoes().slot().orElseThrow(),
                                Echoes.message(number(size, copy), BODY_BYTES.get(size)));
                Pauses.pause(EVERY_MS);
            }
        }
        Pauses.pause(LATE_MS);
        return List.of(judge(seats.echoes()));
    }

    private static int number(int size, int copy) {
        return FIRST_NUMBER + size * COPIES + copy;
    }

    private Finding judge(Echoes echoes) {
        int largest = 0;
        for (int size = 0; size < BODY_BYTES.size(); size++) {
            for (int copy = 0; copy < COPIES; copy++) {
                if (echoes.nanosOf(number(size, copy)).isPresent()) {
                    largest = BODY_BYTES.get(size);
                }
            }
        }
        int packet = largest == 0 ? 0 : largest + AROUND_BYTES;
        Json details =
                Json.object().with("largestBodyBytes", largest).with("largestPacketBytes", packet);
        if (largest == BODY_BYTES.get(BODY_BYTES.size() - 1)) {
            return Finding.ok(
                    name(),
                    "The largest packets of the game pass (" + packet + " bytes).",
                    details);
        }
        return Finding.failed(
                name(),
                largest == 0
                        ? "Packets of 455 bytes and more get lost."
                        : "Packets larger than about " + packet + " bytes get lost.",
                "Something on the way takes smaller packets only and does not say so: a VPN, a"
                        + " tunnel, a router with a small MTU. Try without VPN; set the MTU of this"
                        + " machine's network to that of the line; games can keep their messages"
                        + " below that size.",
                details);
    }
}
