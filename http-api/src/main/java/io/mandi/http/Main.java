package io.mandi.http;

import io.mandi.http.cli.MandiCommand;

/** The program {@code mandi}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Not System.exit alone: a node that stops by itself still has to run its shutdown hook.
        System.exit(MandiCommand.run(args));
    }
}
