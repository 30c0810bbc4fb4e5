package io.mandi.persistence.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stands between a pool and PostgreSQL and breaks connections at the worst moments. It understands of the protocol where
 * a message ends, which statement it belongs to, and what the server makes of it; a statement's messages are passed on
 * together, once it is known what is to become of it.
 */
final class FaultProxy implements AutoCloseable {

    /** Parse, bind, execute and so on come before it, in one go. */
    private static final int SYNC = 'S';

    private static final int FLUSH = 'H';
    private static final int PARSE = 'P';
    private static final int BIND = 'B';
    private static final int COMPLETE = 'C';
    private static final int READY = 'Z';

    /** What a statement of the client does. */
    enum Kind {
        /** It stores events. */
        INSERT,
        /** It looks who has stored events. */
        READ_BACK,
        OTHER;

        private static Kind of(String sql) {
            if (sql.startsWith("INSERT INTO event_journal")) {
                return INSERT;
            }
            return sql.contains("journal.writer") ? READ_BACK : OTHER;
        }
    }

    /** When a connection is cut. */
    enum Cut {
        NEVER,
        /** The server never sees the statement. */
        BEFORE_THE_SERVER,
        /** The server has the statement, but maybe not begun with it. */
        AT_THE_SERVER,
        /** The server has done it, and the answer does not arrive. */
        AFTER_THE_SERVER
    }

    private final int serverPort;
    private final Function<Kind, Cut> plan;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Map<Cut, AtomicInteger> cuts = new ConcurrentHashMap<>();
    private final AtomicInteger readBacksCut = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger withheld = new AtomicInteger();

    /**
     * @param plan asked for every statement; called by many threads
     */
    FaultProxy(int serverPort, Function<Kind, Cut> plan) throws IOException {
        this.serverPort = serverPort;
        this.plan = plan;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** INSERTs that were cut in this way. */
    int cuts(Cut how) {
        return cuts.getOrDefault(how, new AtomicInteger()).get();
    }

    /** INSERTs that were cut in any way. */
    int cuts() {
        return cuts.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Looks of a lane at what it has stored that were cut. */
    int readBacksCut() {
        return readBacksCut.get();
    }

    /** INSERTs that were done and whose answer was passed on. */
    int answered() {
        return answered.get();
    }

    /** INSERTs that were done and whose answer was not passed on. */
    int withheld() {
        return withheld.get();
    }

    /** Cuts every connection there is; statements that have reached the server go on there. */
    void cutAll() {
        links.forEach(Link::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Link link = new Link(listener.accept());
                Thread.ofVirtual().start(link::carryStatements);
                Thread.ofVirtual().start(link::carryAnswers);
            } catch (IOException e) {
                // Closed, or the server is away: the client notices.
            }
        }
    }

    private record Message(int type, byte[] body) {
        static Message read(DataInputStream in) throws IOException {
            int type = in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return new Message(type, body);
        }

        void write(DataOutputStream out) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
        }

        /** The nth of the texts at its beginning. */
        String text(int index) {
            int from = 0;
            for (int i = 0; i < index; i++) {
                from = end(from) + 1;
            }
            return new String(body, from, end(from) - from, StandardCharsets.UTF_8);
        }

        private int end(int from) {
            int at = from;
            while (body[at] != 0) {
                at++;
            }
            return at;
        }
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private final Map<String, Kind> prepared = new HashMap<>();

        /** Of the statement that the server has and has not answered. */
        private volatile Kind underWay = Kind.OTHER;

        private volatile boolean withholding;

        Link(Socket client) throws IOException {
            this.client = client;
            try {
                this.server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            } catch (IOException e) {
                client.close();
                throw e;
            }
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            links.add(this);
        }

        void close() {
            links.remove(this);
            try (client;
                    server) {
                // Both.
            } catch (IOException e) {
                // Gone already.
            }
        }

        void carryStatements() {
            try {
                DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                DataOutputStream out = new DataOutputStream(server.getOutputStream());
                byte[] greeting = new byte[in.readInt() - Integer.BYTES];
                in.readFully(greeting);
                out.write(ByteBuffer.allocate(greeting.length + Integer.BYTES)
                        .putInt(greeting.length + Integer.BYTES)
                        .put(greeting)
                        .array());
                ByteArrayOutputStream group = new ByteArrayOutputStream();
                Kind kind = Kind.OTHER;
                while (true) {
                    Message message = Message.read(in);
                    message.write(new DataOutputStream(group));
                    switch (message.type()) {
                        case PARSE -> prepared.put(message.text(0), Kind.of(message.text(1)));
                        case BIND -> kind = prepared.getOrDefault(message.text(1), Kind.OTHER);
                        default -> {}
                    }
                    boolean extended = message.type() != SYNC
                            && Set.of(PARSE, BIND, (int) 'D', (int) 'E', (int) 'C')
                                    .contains(message.type());
                    if (extended && message.type() != FLUSH) {
                        continue;
                    }
                    Cut cut = kind == Kind.OTHER ? Cut.NEVER : plan.apply(kind);
                    count(kind, cut);
                    if (cut == Cut.BEFORE_THE_SERVER) {
                        return;
                    }
                    withholding = cut == Cut.AFTER_THE_SERVER;
                    underWay = kind;
                    out.write(group.toByteArray());
                    if (cut == Cut.AT_THE_SERVER) {
                        return;
                    }
                    group.reset();
                    kind = Kind.OTHER;
                }
            } catch (IOException e) {
                // One of the two has ended the connection.
            } finally {
                close();
            }
        }

        private void count(Kind kind, Cut cut) {
            if (cut == Cut.NEVER) {
                return;
            }
            if (kind == Kind.INSERT) {
                cuts.computeIfAbsent(cut, any -> new AtomicInteger()).incrementAndGet();
            } else {
                readBacksCut.incrementAndGet();
            }
        }

        void carryAnswers() {
            try {
                DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                boolean done = false;
                while (true) {
                    Message message = Message.read(in);
                    message.write(new DataOutputStream(answer));
                    done |= message.type() == COMPLETE;
                    if (message.type() == READY && underWay == Kind.INSERT && done) {
                        (withholding ? withheld : answered).incrementAndGet();
                    }
                    if (withholding && message.type() == READY) {
                        return;
                    }
                    if (!withholding && in.available() == 0) {
                        out.write(answer.toByteArray());
                        answer.reset();
                    }
                    if (message.type() == READY) {
                        done = false;
                    }
                }
            } catch (IOException e) {
                // As above.
            } finally {
                close();
            }
        }
    }
}
