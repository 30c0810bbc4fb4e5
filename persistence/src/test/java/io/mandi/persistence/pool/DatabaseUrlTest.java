package io.mandi.persistence.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "postgres://db/mandi jdbc:postgresql://db/mandi",
                "postgresql://db:6543/mandi jdbc:postgresql://db:6543/mandi",
                "postgresql:///mandi jdbc:postgresql://localhost/mandi",
                "postgresql://db1:5432,db2:5433/mandi jdbc:postgresql://db1:5432,db2:5433/mandi",
                "postgresql://[2001:db8::1]:5432/mandi jdbc:postgresql://[2001:db8::1]:5432/mandi",
                "postgres://db/with%20space jdbc:postgresql://db/with%20space",
                "postgres://db/mandi?sslmode=require&sslrootcert=%2Fetc%2Fca.pem"
                        + " jdbc:postgresql://db/mandi?sslmode=require&sslrootcert=%2Fetc%2Fca.pem",
                "postgres://db/mandi?application_name=x&connect_timeout=3"
                        + " jdbc:postgresql://db/mandi?ApplicationName=x&connectTimeout=3",
                "postgres://a,b/mandi?target_session_attrs=read-write"
                        + " jdbc:postgresql://a,b/mandi?targetServerType=primary",
                "jdbc:postgresql://db:5432/mandi jdbc:postgresql://db:5432/mandi",
                "jdbc:postgresql://db/mandi?sslmode=require jdbc:postgresql://db/mandi?sslmode=require",
            })
    void readsBothSpellings(String given, String jdbc) {
        assertThat(DatabaseUrl.parse(given)).isEqualTo(new DatabaseUrl(jdbc, Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "postgres://me:secret@db/mandi me secret",
                "postgres://me:p%40ss%2Fw%3Ard%3F%23%25@db/mandi me p@ss/w:rd?#%",
                "postgres://me:a+b@db/mandi me a+b",
                "postgres://me:a@b:c@db/mandi me a@b:c",
                "postgres://m%C3%A9:%E2%82%AC@db/mandi m\u00e9 \u20ac",
                "postgres://db/mandi?user=me&password=s%26t me s&t",
                "jdbc:postgresql://db/mandi?user=me&password=s%3Dt&sslmode=require me s=t",
            })
    void takesUserAndPasswordOutOfTheUrl(String given, String user, String password) {
        DatabaseUrl url = DatabaseUrl.parse(given);
        assertThat(url.username()).contains(user);
        assertThat(url.password()).contains(password);
        assertThat(url.jdbcUrl()).startsWith("jdbc:postgresql://db/mandi").doesNotContain("user", "password", "@");
    }

    @Test
    void takesAUserWithoutAPassword() {
        assertThat(DatabaseUrl.parse("postgres://me@db/mandi"))
                .isEqualTo(new DatabaseUrl("jdbc:postgresql://db/mandi", Optional.of("me"), Optional.empty()));
        assertThat(DatabaseUrl.parse("postgres://me:@db/mandi").password()).isEmpty();
    }

    @Test
    void neverShowsThePassword() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://me:s3cr3t@db/mandi");
        assertThat(url.toString()).contains("me", "db/mandi").doesNotContain("s3cr3t");
        assertThat(PoolSettings.of(url).toString()).contains("me", "db/mandi").doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://me:s3cr3t@db",
                "postgres://me:s3cr3t@db/",
                "postgres://me:s3cr3t%@db/mandi",
                "postgres://me:s3cr3t%zz@db/mandi",
                "postgres://me:s3cr3t%ff@db/mandi",
                "postgres://me:s3cr3t/x@db/mandi",
                "postgres://me:s3cr3t?x@db/mandi",
                "postgres://me:s3cr3t#x/@db/mandi",
                "postgres://me:12/s3cr3t@db/mandi",
                "postgres://me:12/s3cr3t?a=b@db/mandi",
                "postgres://db/mandi?sslpassword=s3cr3t",
                "postgres://db/mandi?=s3cr3t",
                "jdbc:postgresql://me:s3cr3t@db/mandi",
                "mysql://me:s3cr3t@db/mandi",
                "s3cr3t",
                "",
            })
    void refusesWhatItCannotReadWithoutShowingIt(String given) {
        Throwable refusal = catchThrowable(() -> DatabaseUrl.parse(given));
        assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasNoCause();
        assertThat(refusal.getMessage()).isNotBlank().doesNotContain("s3cr3t");
    }

    @Test
    void refusesADriverUrlThatCarriesAPassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseUrl(
                        "jdbc:postgresql://db/mandi?password=s3cr3t", Optional.empty(), Optional.empty()))
                .withMessageNotContaining("s3cr3t");
    }
}
