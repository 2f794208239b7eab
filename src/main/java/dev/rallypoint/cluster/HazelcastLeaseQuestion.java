package dev.rallypoint.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * Asked by one node, answered on another: whether that one counts on this one. Not by Java
 * serialization, which cluster.xml restricts.
 */
public final class HazelcastLeaseQuestion
        implements Callable<String>, DataSerializable, HazelcastInstanceAware {
    private String nodeId = "";
    private String memberId = "";
    private String ballot = "";
    private boolean isLeaving;
    private transient HazelcastInstance hazelcast;

    /** For the other side, which reads it from the wire. */
    public HazelcastLeaseQuestion() {}

    HazelcastLeaseQuestion(String nodeId, String memberId, Ballot ballot, boolean isLeaving) {
        this.nodeId = nodeId;
        this.memberId = memberId;
        this.ballot = ballot.toText();
        this.isLeaving = isLeaving;
    }

    String nodeId() {
        return nodeId;
    }

    String memberId() {
        return memberId;
    }

    Ballot ballot() {
        return Ballot.ofText(ballot);
    }

    boolean isLeaving() {
        return isLeaving;
    }

    /** What the node that answers says, see {@link HazelcastQuorum#answer}. */
    @Override
    public String call() {
        return HazelcastQuorum.of(hazelcast).map(quorum -> quorum.answer(this)).orElse("");
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(nodeId);
        out.writeString(memberId);
        out.writeString(ballot);
        out.writeBoolean(isLeaving);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        nodeId = in.readString();
        memberId = in.readString();
        ballot = in.readString();
        isLeaving = in.readBoolean();
    }
}
