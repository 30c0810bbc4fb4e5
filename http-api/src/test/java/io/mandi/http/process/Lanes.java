package io.mandi.http.process;

/**
 * What classes of tests take hold of that may run beside the tests of one node, and beside each other, but for those of the same
 * lane: most of their time they wait for processes, but not all of them can have a processor at once. All take about as long.
 */
final class Lanes {
    static final String FIRST = "the first lane of processes";
    static final String SECOND = "the second lane of processes";
    static final String THIRD = "the third lane of processes";

    private Lanes() {}
}
