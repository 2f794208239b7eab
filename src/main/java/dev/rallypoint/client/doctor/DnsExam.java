package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Whether the node's name leads anywhere. */
final class DnsExam implements Exam {
    private final Visit visit;

    DnsExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public List<Finding> examine() {
        try {
            visit.addresses = List.of(InetAddress.getAllByName(visit.host()));
        } catch (UnknownHostException unknown) {
            return List.of(
                    Finding.failed(
                            name(),
                            "The name " + visit.host() + " is not known.",
                            "Check the spelling of the address. If other sites do not open either,"
                                    + " this machine is offline or its DNS server does not answer;"
                                    + " if only this one, its operator must fix the DNS entry."));
        }
        boolean isLiteral = visit.addresses.get(0).getHostAddress().equals(visit.host());
        List<Json> told = visit.addresses.stream().map(a -> Json.of(a.getHostAddress())).toList();
        return List.of(
                Finding.ok(
                        name(),
                        isLiteral
                                ? "The address is a number: there is no name to look up."
                                : visit.host()
                                        + " is "
                                        + visit.addresses.get(0).getHostAddress()
                                        + ".",
                        Json.object().with("addresses", Json.array(told))));
    }
}
