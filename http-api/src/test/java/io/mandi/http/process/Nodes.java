package io.mandi.http.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The nodes that the tests of a class start. When a test fails their logs are printed; after the last one no process
 * and no data folder is left.
 */
final class Nodes implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** Below the ports that systems give to clients: a node that is down must not lose its port to one. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 29_999;

    private final List<NodeProcess> started = new ArrayList<>();
    private Path folder;
    private int printed;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Files.createDirectories(Program.OUTPUT);
        folder = Files.createTempDirectory(
                Program.OUTPUT, context.getRequiredTestClass().getSimpleName() + "-");
    }

    /** Where this class's files are. */
    Path folder() {
        return folder;
    }

    /**
     * Starts a node; nodes of one name share a data folder.
     *
     * @param own settings that this test needs
     */
    NodeProcess start(String name, Map<String, String> own) {
        Path home = folder.resolve(name);
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        NodeProcess node = NodeProcess.run(
                "node-" + (started.size() + 1), home, NodeProcess.settings(home, own), ClassArchive.options());
        started.add(node);
        return node;
    }

    /** A port that nothing listens on and that no client will be given. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: another one.
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            started.subList(printed, started.size()).forEach(node -> System.out.println(node.everythingSaid()));
        }
        printed = started.size();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        started.forEach(NodeProcess::close);
        started.stream()
                .map(NodeProcess::dataDir)
                .distinct()
                .filter(Files::exists)
                .forEach(Folders::delete);
    }
}
