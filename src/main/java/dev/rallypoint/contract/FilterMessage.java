package dev.rallypoint.contract;

import dev.rallypoint.contract.SecurityMessage.AttackState;
import java.util.List;
import java.util.Map;

/** The packet filter. */
public sealed interface FilterMessage extends BusMessage {
    record GetFilter() implements FilterMessage {}

    /**
     * Changes what the packet filters of all nodes do.
     *
     * @param values by key of {@code FilterConfig}, as text like in a file
     * @param reset keys that are as configured again
     * @param actor who did it, for operators
     */
    record ChangeFilter(Map<String, String> values, List<String> reset, String actor)
            implements FilterMessage {
        public ChangeFilter {
            values = Map.copyOf(values);
            reset = List.copyOf(reset);
        }
    }

    /**
     * The packet filter of a node.
     *
     * @param settings in force, but for what an attack takes from them
     * @param changed keys that were changed since the start
     * @param changedAtMs the last time, Unix ms; 0 = never
     * @param changedBy the last one; empty = nobody
     * @param allowBlocks of lists and files
     * @param denyBlocks of lists, files and bans
     */
    record FilterReply(
            FilterConfig settings,
            List<String> changed,
            long changedAtMs,
            String changedBy,
            int allowBlocks,
            int denyBlocks,
            AttackState attack)
            implements FilterMessage {
        public FilterReply {
            changed = List.copyOf(changed);
        }
    }

    /** The relays of this node have other rules to follow. */
    record FilterChanged() implements FilterMessage {}

    /**
     * How new the changes are that a node knows; told now and then, so that who knows older ones
     * asks for them.
     *
     * @param changedAtMs 0 = it knows of none
     */
    record FilterVersion(String nodeId, long changedAtMs) implements FilterMessage {}

    record GetFilterChanges() implements FilterMessage {}

    /** What was changed since the start of the cluster, and when last. */
    record FilterChanges(Map<String, String> values, long changedAtMs, String changedBy)
            implements FilterMessage {
        public FilterChanges {
            values = Map.copyOf(values);
        }
    }
}
