package io.mandi.http.server;

import io.mandi.cluster.NodeSettings.HttpSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;

/**
 * Listens, and serves HTTP on each connection. It is put together of Pekko's TCP and Pekko's HTTP layer, as
 * {@code Http.newServerAt} does too, because that leaves no place between the two, where the time of a head can be
 * measured.
 */
public final class HttpServer {
    private final InetSocketAddress address;

    private HttpServer(InetSocketAddress address) {
        this.address = address;
    }

    /**
     * Starts to listen. When the system shuts down, no more connections are taken; those that are open end when the
     * request that they have is answered, or after the drain timeout.
     *
     * @param handler answers the requests of one connection in their order
     */
    public static CompletionStage<HttpServer> bind(
            ActorSystem<?> system, HttpSettings settings, Flow<HttpRequest, HttpResponse, NotUsed> handler) {
        ServerSettings server = ServerSettings.create(system.settings().config());
        Connections connections = new Connections();
        Flow<ByteString, ByteString, NotUsed> connection = connection(system, server, settings, handler);
        // When one direction fails the other may still say why before it ends; HTTP's own stages have this already.
        Attributes ends =
                Attributes.apply(new Attributes.CancellationStrategy(Attributes.cancellationStrategyAfterDelay(
                        server.getStreamCancellationDelay(), Attributes.cancellationStrategyFailStage())));
        Materializer materializer = Materializer.matFromSystem(system);
        return Tcp.get(system)
                .bind(
                        settings.host(),
                        settings.port(),
                        server.getBacklog(),
                        server.getSocketOptions(),
                        false,
                        // Counted by the connection's own stage.
                        Optional.empty())
                .mapAsyncUnordered(
                        settings.maxConnections(),
                        incoming -> connection
                                .watchTermination(Keep.right())
                                .addAttributes(Attributes.apply(new Connection(connections)))
                                .joinMat(incoming.flow(), Keep.left())
                                .addAttributes(ends)
                                .run(materializer)
                                // What has become of one connection is of no interest to the others.
                                .exceptionally(failure -> Done.getInstance()))
                .to(Sink.ignore())
                .run(materializer)
                .thenApply(binding -> {
                    stopInOrder(system, settings, binding, connections);
                    return new HttpServer(binding.localAddress());
                });
    }

    private static Flow<ByteString, ByteString, NotUsed> connection(
            ActorSystem<?> system,
            ServerSettings server,
            HttpSettings settings,
            Flow<HttpRequest, HttpResponse, NotUsed> handler) {
        Duration idle = Duration.ofNanos(server.getTimeouts().idleTimeout().toNanos());
        BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> http =
                Http.get(system).serverLayer(server);
        BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> layers = BidiFlow.fromGraph(
                        new RequestStage())
                .atop(http)
                .atop(withoutTls())
                .atop(BidiFlow.fromGraph(new TimeoutStage(idle, settings.headerTimeout())));
        return handler.join(layers);
    }

    /** TLS is the affair of a proxy. What comes in is typed closer than the layer above asks for, which does no harm. */
    @SuppressWarnings("unchecked")
    private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> withoutTls() {
        return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
                (BidiFlow<SslTlsOutbound, ByteString, ByteString, ?, NotUsed>) TLSPlacebo.getInstance();
    }

    private static void stopInOrder(
            ActorSystem<?> system, HttpSettings settings, Tcp.ServerBinding binding, Connections connections) {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceUnbind(),
                "http-unbind",
                () -> binding.unbind().thenApply(done -> Done.getInstance()));
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "http-drain", () -> {
            system.scheduler().scheduleOnce(settings.drainTimeout(), connections::abort, system.executionContext());
            return connections.drain();
        });
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }
}
