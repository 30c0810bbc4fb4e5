package io.mandi.persistence.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exclusive ownership of a data folder: a lock on {@code mandi.lock} that the operating system releases when the
 * process ends, however it ends. The file names the owner's pid, for the message that the next one gets.
 */
final class DataFolderLock implements AutoCloseable {

    /**
     * Folders owned by this process. Asked before the file is opened: closing any descriptor of a file drops every lock
     * that the process holds on it, so a second attempt must not touch the file at all.
     */
    private static final Set<Path> OWNED_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private DataFolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @param folder an existing folder, as a real path, so that two spellings of it are one
     * @throws DataFolderInUseException when this or another process owns it
     */
    static DataFolderLock take(Path folder) throws IOException {
        if (!OWNED_HERE.add(folder)) {
            throw new DataFolderInUseException(
                    folder, OptionalLong.of(ProcessHandle.current().pid()));
        }
        try {
            return new DataFolderLock(folder, lock(folder));
        } catch (IOException | RuntimeException failure) {
            OWNED_HERE.remove(folder);
            throw failure;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve("mandi.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new DataFolderInUseException(folder, ownerIn(folder.resolve("mandi.lock")));
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static OptionalLong ownerIn(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(
                    Files.readString(file, StandardCharsets.US_ASCII).strip()));
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() throws IOException {
        // The file stays: deleting it would let a third process lock a new file while a second waits on the old one.
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                OWNED_HERE.remove(folder);
            }
        }
    }
}
