package dev.rallypoint.client.doctor;

import java.util.List;

/** A direct path to somebody else, where a server lends an echo partner. */
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
        return List.of("http");
    }

    /** No server has one yet; the NAT's kind says what to expect. */
    @Override
    public List<Finding> examine() {
        boolean isOffered =
                visit.data.map(data -> data.offers().contains("direct-echo")).orElse(false);
        return List.of(
                Finding.notOffered(
                        name(),
                        isOffered
                                ? "This server has an echo partner that this doctor is too old for."
                                : "This server offers no echo partner: what to expect of direct"
                                        + " paths is what \"nat\" says."));
    }
}
