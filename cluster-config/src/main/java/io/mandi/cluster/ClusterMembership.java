package io.mandi.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ClusterShardingHealthCheck;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import scala.jdk.javaapi.FutureConverters;

/** This node as a member of its cluster. */
public final class ClusterMembership {
    private final Cluster cluster;
    private final ClusterShardingHealthCheck sharding;

    public ClusterMembership(ActorSystem<?> system) {
        this.cluster = Cluster.get(system);
        this.sharding = new ClusterShardingHealthCheck(system.classicSystem());
    }

    /** Joins the seed nodes, or itself when there are none. */
    public void join(NodeSettings.ClusterSettings settings) {
        Address self = cluster.selfMember().address();
        if (settings.seedNodes().isEmpty()) {
            cluster.manager().tell(Join.create(self));
            return;
        }
        List<Address> seeds = new ArrayList<>();
        for (NodeSettings.HostAndPort seed : settings.seedNodes()) {
            seeds.add(new Address(self.protocol(), self.system(), seed.host(), seed.port()));
        }
        cluster.manager().tell(new JoinSeedNodes(seeds));
    }

    /** Whether the cluster counts on this node. */
    public boolean isUp() {
        return cluster.selfMember().status() == MemberStatus.up();
    }

    /** Whether this node can reach the entities, its own and those of others. */
    public CompletionStage<Boolean> isShardingReady() {
        return FutureConverters.asJava(sharding.apply()).thenApply(Boolean.TRUE::equals);
    }
}
