package io.mandi.integrations.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Where webhooks may go: what an address must look like, and what it must lead to. */
public final class WebhookTargets {
    /** Longest address in characters. */
    public static final int MAX_URL = 2_048;

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;

    private final AddressRules rules;
    private final Resolver resolver;
    private final Executor executor;

    /** Finds the addresses of a host. */
    interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /**
     * @param loopback whether this machine's own addresses and plain HTTP are allowed, for development
     * @param executor whose threads may wait for the name service; none but those, which may be as slow as others want
     */
    public WebhookTargets(boolean loopback, Executor executor) {
        this(new AddressRules(loopback), host -> List.of(InetAddress.getAllByName(host)), executor);
    }

    WebhookTargets(AddressRules rules, Resolver resolver, Executor executor) {
        this.rules = rules;
        this.resolver = resolver;
        this.executor = executor;
    }

    /**
     * The parts of an address that a connection needs.
     *
     * @param host name or literal address, without brackets
     * @param path with the query
     */
    record Target(boolean secure, String host, int port, String path) {}

    /** What is wrong with the form of an address, as a sentence for its owner; empty when nothing is. */
    public Optional<String> flaw(String url) {
        if (url.length() > MAX_URL) {
            return Optional.of("must not be longer than " + MAX_URL + " characters");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("must be a URL, like https://example.com/hook");
        }
        boolean plain = "http".equals(uri.getScheme()) && rules.loopback();
        if (!"https".equals(uri.getScheme()) && !plain) {
            return Optional.of("must begin with https://");
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            return Optional.of("must name a host, in ASCII");
        }
        if (!uri.toString().equals(uri.toASCIIString())) {
            return Optional.of("must be in ASCII: other characters as %XX");
        }
        if (uri.getRawPath() != null && uri.getRawPath().startsWith("//")) {
            return Optional.of("must not have a path that begins with //");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("must not name a user");
        }
        if (uri.getRawFragment() != null) {
            return Optional.of("must not have a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            return Optional.of("must have a port from 1 to " + MAX_PORT);
        }
        return Optional.empty();
    }

    /** @param url without a flaw */
    static Target target(String url) {
        URI uri = URI.create(url);
        boolean secure = uri.getScheme().equals("https");
        String host = uri.getHost();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Target(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() > 0 ? uri.getPort() : secure ? HTTPS_PORT : HTTP_PORT,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /**
     * Looks up what an address leads to.
     *
     * @param url without a flaw
     * @return a stage that fails with {@link AddressRefusedException} or {@link UnknownHostException}
     */
    public CompletionStage<InetSocketAddress> resolve(String url) {
        Target target = target(url);
        return resolve(target.host(), target.port());
    }

    /** The address to connect to: what was looked up and checked is what is used. A host is refused for any of its addresses. */
    CompletionStage<InetSocketAddress> resolve(String host, int port) {
        try {
            return CompletableFuture.supplyAsync(() -> resolveNow(host, port), executor);
        } catch (RejectedExecutionException e) {
            // As many look-ups wait as may.
            return CompletableFuture.failedStage(e);
        }
    }

    private InetSocketAddress resolveNow(String host, int port) {
        try {
            List<InetAddress> addresses = resolver.resolve(host);
            if (!addresses.stream().allMatch(rules::allow)) {
                throw new AddressRefusedException(host);
            }
            return new InetSocketAddress(addresses.getFirst(), port);
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}
