package io.mandi.bench.node;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the collections of a node's garbage left, as the virtual machine logged them.
 *
 * @param collections in order
 */
public record HeapLog(List<Collection> collections) {
    /** For example {@code [12.345s] GC(7) Pause Young (Normal) (G1 Evacuation Pause) 512M->100M(1024M) 4.567ms}. */
    private static final Pattern LINE =
            Pattern.compile("\\[([0-9.]+)s\\].* ([0-9]+)M(?:\\([0-9]+%\\))?->([0-9]+)M(?:\\(.*)?");

    /**
     * One collection.
     *
     * @param seconds since the node's start
     * @param left mebibytes in use after it
     * @param full whether it looked at the whole heap
     */
    public record Collection(double seconds, long left, boolean full) {}

    static final String OPTION = "-Xlog:gc:file=%s:uptime";

    static HeapLog read(NodeFolder folder) throws IOException {
        List<Collection> collections = new ArrayList<>();
        for (String line : Files.readAllLines(folder.heapLog())) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                collections.add(new Collection(
                        Double.parseDouble(matcher.group(1)),
                        Long.parseLong(matcher.group(3)),
                        line.contains("Pause Full")));
            }
        }
        return new HeapLog(List.copyOf(collections));
    }

    /** The collections of a part of the node's life. */
    public HeapLog between(double fromSeconds, double toSeconds) {
        return new HeapLog(collections.stream()
                .filter(one -> one.seconds >= fromSeconds && one.seconds < toSeconds)
                .toList());
    }

    /** The median of what was left, in mebibytes; 0 without collections. */
    public long medianLeft() {
        long[] left = collections.stream().mapToLong(Collection::left).sorted().toArray();
        return left.length == 0 ? 0 : left[left.length / 2];
    }

    /** What the last look at the whole heap left, in mebibytes; 0 without one. */
    public long lastFull() {
        return collections.stream()
                .filter(Collection::full)
                .reduce((earlier, later) -> later)
                .map(Collection::left)
                .orElse(0L);
    }
}
