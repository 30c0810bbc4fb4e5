package io.mandi.http.cli;

import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.engine.id.BookId;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Tokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a bearer token. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints a bearer token, signed with JWT_SECRET or the secret kept in DATA_DIR.")
final class TokenCommand implements Callable<Integer> {
    @Option(names = "--org", required = true, paramLabel = "ORG", description = "The organisation (tenant).")
    private String organization;

    @Option(names = "--user", required = true, paramLabel = "USER", description = "Who acts.")
    private String user;

    @Option(names = "--type", required = true, paramLabel = "TYPE", description = "INTERNAL, EXTERNAL or SUPER_ADMIN.")
    private UserType type;

    @Option(names = "--partner", paramLabel = "PARTNER", description = "The partner of an EXTERNAL user.")
    private Optional<String> partner;

    @Option(
            names = "--permissions",
            split = ",",
            paramLabel = "PERMISSION",
            description = "Narrows what the type may do, for example ORDER_READ,INSTRUMENT_READ.")
    private List<Permission> permissions = List.of();

    @Option(
            names = "--ttl",
            defaultValue = "30m",
            converter = TimeToLive.class,
            paramLabel = "TIME",
            description = "How long it is good: 90s, 30m, 12h. Default: 30m.")
    private Duration lifetime;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        require(BookId.ORGANIZATION.matcher(organization).matches(), "--org must be letters, digits and hyphens");
        require((type == UserType.EXTERNAL) == partner.isPresent(), "--partner goes with --type EXTERNAL");
        require(partner.map(id -> Tokens.PARTNER.matcher(id).matches()).orElse(true), "--partner is not an id");
        NodeSettings settings = Settings.load();
        System.out.println(new Tokens(Settings.secret(settings), InstantSource.system())
                .issue(user, organization, type, partner, narrowed(), lifetime));
        return 0;
    }

    private Optional<Set<Permission>> narrowed() {
        return permissions.isEmpty() ? Optional.empty() : Optional.of(EnumSet.copyOf(permissions));
    }

    private void require(boolean condition, String rule) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), rule);
        }
    }

    private static final class TimeToLive implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Environment.parseDuration(text)
                    .filter(Duration::isPositive)
                    .orElseThrow(() -> new CommandLine.TypeConversionException("must be a time as 90s, 30m or 12h"));
        }
    }
}
