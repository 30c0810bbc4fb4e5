package io.mandi.http.cli;

import io.mandi.cluster.NodeSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs a node. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs a node until it is told to stop (SIGTERM or Ctrl-C), then stops it in order.")
final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        NodeSettings settings = Settings.load();
        RunningNode.run(settings, Settings.secret(settings), node -> {
            System.out.println("Mandi listens on " + node.url());
            System.out.flush();
        });
        return 0;
    }
}
