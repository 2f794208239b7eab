package dev.rallypoint.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import dev.rallypoint.cluster.Quorum.Standing;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.HazelcastWriteGate;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Quorum} of a Hazelcast member: asks the others, twice a second, and tells the core
 * what they say. Installed in the member as its {@link HazelcastWriteGate}. Thread-safe.
 */
public final class HazelcastQuorum implements HazelcastWriteGate {
    /** The member attribute with the id of the node. */
    static final String NODE_ID = "rallypoint.nodeId";

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastQuorum.class);

    /**
     * The lease is shorter than max.no.heartbeat of cluster.xml (4 s) minus the interval of
     * heartbeats (1 s): when the others give this node up, it has stopped writing.
     */
    private static final Quorum.Terms TERMS = new Quorum.Terms(2_500, 60_000);

    private static final char LEASE = '+';
    private static final char NO_LEASE = '-';
    private static final int LEAVE_MS = 4_000;
    private static final int INFORMED_MS = 10_000;

    private final HazelcastInstance hazelcast;
    private final String nodeId;
    private final VotersFile file;
    private final Quorum core;
    private final HazelcastLeaseRounds rounds;

    private Ballot written;
    private boolean isLeaving;
    private boolean isMerging;
    private boolean couldWrite = true;
    private Standing beforeMerge = Standing.MINORITY;

    private HazelcastQuorum(HazelcastInstance hazelcast, String nodeId, VotersFile file) {
        this.hazelcast = hazelcast;
        this.nodeId = nodeId;
        this.file = file;
        this.written = file.read();
        this.core = new Quorum(nodeId, written, TERMS, nowMs());
        this.rounds = new HazelcastLeaseRounds(hazelcast, this);
    }

    /** Begins to ask; waits until another node has told what the cluster knows, if there is one. */
    static HazelcastQuorum start(HazelcastInstance hazelcast, String nodeId, VotersFile file) {
        HazelcastQuorum quorum = new HazelcastQuorum(hazelcast, nodeId, file);
        HazelcastWriteGate.install(hazelcast, quorum);
        hazelcast.getLifecycleService().addLifecycleListener(quorum::onLifecycle);
        quorum.rounds.start();
        quorum.await(INFORMED_MS, () -> !quorum.core.ballot().isUnknown());
        return quorum;
    }

    /** That of a member; empty while it starts. */
    public static Optional<HazelcastQuorum> of(HazelcastInstance hazelcast) {
        return HazelcastWriteGate.of(hazelcast) instanceof HazelcastQuorum quorum
                ? Optional.of(quorum)
                : Optional.empty();
    }

    @Override
    public synchronized boolean mayWrite() {
        if (!hazelcast.getLifecycleService().isRunning()) {
            return false;
        }
        long nowMs = nowMs();
        refresh(nowMs);
        boolean mayWrite = !isMerging && core.mayWrite(nowMs);
        tellChange(mayWrite, nowMs);
        return mayWrite;
    }

    @Override
    public synchronized boolean wantsTwoCopies() {
        return core.voters().isProtected();
    }

    /** Of this node's side before it merged with another one, which is when it is asked for. */
    synchronized Standing standingBeforeMerge() {
        return beforeMerge;
    }

    /** How many nodes have a say. */
    public synchronized int voters() {
        return core.voters().nodeIds().size();
    }

    /** How many of them this node is in touch with, itself among them. */
    public synchronized int votersReached() {
        return core.votersReached(nowMs());
    }

    /**
     * Tells the others that this node is about to leave in order, so that they need not count on
     * it; waits if they could not write without it. Blocks for seconds at most.
     */
    public void leave() {
        synchronized (this) {
            isLeaving = true;
            core.onLeaving(nodeId);
        }
        rounds.announceLeaving();
        if (!canDoWithoutUs()) {
            await(LEAVE_MS, this::canDoWithoutUs);
            rounds.announceLeaving();
        }
        rounds.stop();
    }

    /**
     * An operator says that a voter never comes back. Blocks for the time of writing a file.
     *
     * @param thoughCutOff also where this node may not write, on the operator's word that the nodes
     *     it does not reach are no more: if they are, both sides write from now on
     * @throws RejectedException NODE_IS_UP, NODE_NOT_FOUND, or CLUSTER_MINORITY
     */
    public synchronized void forget(String voter, boolean thoughCutOff) {
        long nowMs = nowMs();
        refresh(nowMs);
        if (core.isMember(voter)) {
            throw new RejectedException(ProblemCode.NODE_IS_UP);
        }
        if (!core.voters().has(voter)) {
            throw new RejectedException(ProblemCode.NODE_NOT_FOUND);
        }
        if (isMerging || core.ballot().isUnknown() || !thoughCutOff && !core.mayWrite(nowMs)) {
            throw new RejectedException(ProblemCode.CLUSTER_MINORITY);
        }
        LOG.warn("voter forgotten on an operator's word nodeId={}", voter);
        core.forget(voter, nowMs);
        save();
        tellChange(core.mayWrite(nowMs), nowMs);
    }

    private synchronized boolean canDoWithoutUs() {
        return core.canDoWithoutUs(nowMs());
    }

    private synchronized void await(long limitMs, BooleanSupplier condition) {
        long deadlineMs = nowMs() + limitMs;
        try {
            while (!condition.getAsBoolean() && nowMs() < deadlineMs) {
                wait(HazelcastLeaseRounds.ASK_MS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void onLifecycle(LifecycleEvent event) {
        synchronized (this) {
            if (event.getState() == LifecycleState.MERGING) {
                long nowMs = nowMs();
                beforeMerge = core.standing(nowMs);
                isMerging = true;
                LOG.info("merging with the rest of the cluster standing={}", beforeMerge);
            } else if (event.getState() == LifecycleState.MERGED) {
                isMerging = false;
                core.onMerged(nowMs());
                LOG.info("merged with the rest of the cluster");
            } else if (event.getState() == LifecycleState.SHUTTING_DOWN) {
                rounds.stop();
            }
        }
    }

    /** Brings the core up to date; returns whom to ask. */
    synchronized List<Member> prepare() {
        if (isMerging) {
            return List.of();
        }
        long nowMs = nowMs();
        refresh(nowMs);
        core.onTimer(nowMs);
        save();
        tellChange(core.mayWrite(nowMs), nowMs);
        notifyAll();
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.localMember())
                .toList();
    }

    private void refresh(long nowMs) {
        if (isMerging) {
            return;
        }
        Iterator<Member> members = hazelcast.getCluster().getMembers().iterator();
        boolean isOldest = false;
        Set<String> nodeIds = new HashSet<>(Set.of(nodeId));
        for (int place = 0; members.hasNext(); place++) {
            Member member = members.next();
            isOldest |= place == 0 && member.localMember();
            String id = member.getAttribute(NODE_ID);
            if (id != null) {
                nodeIds.add(id);
            }
        }
        core.onMembers(nodeIds, isOldest, nowMs);
    }

    synchronized HazelcastLeaseQuestion question() {
        String ownId = hazelcast.getCluster().getLocalMember().getUuid().toString();
        return new HazelcastLeaseQuestion(nodeId, ownId, core.ballot(), isLeaving);
    }

    /** What {@link #answer} said there. */
    synchronized void onAnswer(String otherId, String answer, long askedAtMs) {
        if (isMerging) {
            return;
        }
        refresh(nowMs());
        if (answer.isEmpty()) {
            core.onRefusal(otherId);
        } else {
            core.onBallot(otherId, Ballot.ofText(answer.substring(1)));
            if (answer.charAt(0) == LEASE) {
                core.onLease(otherId, askedAtMs);
            }
            save();
        }
        tellChange(core.mayWrite(nowMs()), nowMs());
        notifyAll();
    }

    /**
     * What this node tells one that asks for a lease: one sign, then its ballot; nothing to one
     * that is not, or not any more, in its list of members.
     */
    synchronized String answer(HazelcastLeaseQuestion question) {
        boolean isKnown =
                hazelcast.getCluster().getMembers().stream()
                        .anyMatch(
                                member -> member.getUuid().toString().equals(question.memberId()));
        if (!isKnown || isMerging) {
            return "";
        }
        refresh(nowMs());
        core.onBallot(question.nodeId(), question.ballot());
        if (question.isLeaving()) {
            core.onLeaving(question.nodeId());
        }
        save();
        return (core.givesLeases(nowMs()) ? LEASE : NO_LEASE) + core.ballot().toText();
    }

    /** Before anybody is told: a node must not forget by a crash what others rely on. */
    private void save() {
        Ballot ballot = core.ballot();
        if (!ballot.isUnknown() && !ballot.equals(written)) {
            file.write(ballot);
            written = ballot;
            LOG.info("voters={}", ballot.newest().nodeIds());
        }
    }

    private void tellChange(boolean mayWrite, long nowMs) {
        if (mayWrite == couldWrite || core.ballot().isUnknown()) {
            return;
        }
        couldWrite = mayWrite;
        if (mayWrite) {
            LOG.info("this node is with the majority again and may change lobbies");
        } else {
            LOG.warn(
                    "this node reaches {} of the {} voters {} and changes nothing until it reaches"
                            + " more than half. If others are gone for good, say so:"
                            + " DELETE /admin/v1/nodes/{nodeId}?cutOff=true",
                    core.votersReached(nowMs),
                    voters(),
                    Objects.toString(core.voters().nodeIds()));
        }
    }

    static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
