package io.mandi.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Gives every connection the same answers, and closes it after the last of them. */
final class ScriptedServer implements Closeable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private ScriptedServer(ServerSocket server) {
        this.server = server;
    }

    /** @param answers each in pieces that are sent one by one */
    static ScriptedServer start(int requestLength, List<List<String>> answers) throws IOException {
        return start(requestLength, answers, new CountDownLatch(0));
    }

    /** @param gate nothing is answered before it opens */
    static ScriptedServer start(int requestLength, List<List<String>> answers, CountDownLatch gate) throws IOException {
        ScriptedServer started = new ScriptedServer(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        started.threads.submit(() -> {
            while (true) {
                Socket socket = started.server.accept();
                started.threads.submit(() -> answer(socket, requestLength, answers, gate));
            }
        });
        return started;
    }

    private static Void answer(Socket socket, int requestLength, List<List<String>> answers, CountDownLatch gate)
            throws IOException, InterruptedException {
        try (socket) {
            socket.setTcpNoDelay(true);
            for (List<String> pieces : answers) {
                if (socket.getInputStream().readNBytes(requestLength).length < requestLength) {
                    return null;
                }
                gate.await();
                for (String piece : pieces) {
                    socket.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().flush();
                }
            }
            return null;
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
