package io.mandi.engine.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.event.DamagedRecordException;
import io.mandi.engine.event.Frame;
import io.mandi.engine.event.GoldenFiles;
import io.mandi.engine.lots.LotBookSnapshot;
import io.mandi.engine.lots.LotEventSamples;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** That the snapshot of any book is read back equal, is in the tests of the book of lots. */
class LotBookCodecTest {
    private static final LotBookSnapshot SNAPSHOT = LotEventSamples.snapshot();

    private final LotBookCodec codec = new LotBookCodec();

    @Test
    void theSampleHasEverything() {
        assertThat(SNAPSHOT.lots()).hasSize(1);
        assertThat(SNAPSHOT.needs()).hasSize(1);
        assertThat(SNAPSHOT.reservations()).hasSize(1);
        assertThat(SNAPSHOT.memory()).hasSize(2);
        assertThat(SNAPSHOT.memory().getLast().answer().rejection()).isPresent();
    }

    @Test
    void readsAndWritesTheGoldenBytes() throws IOException {
        byte[] written = codec.write(SNAPSHOT);
        byte[] golden = GoldenFiles.read(LotBookCodec.SNAPSHOT, Optional.of(written));
        assertThat(codec.read(LotBookCodec.SNAPSHOT, golden)).isEqualTo(SNAPSHOT);
        // Another release of the library may pack the same fields into other bytes.
        assertThat(Frame.unpack(written)).isEqualTo(Frame.unpack(golden));
    }

    @Test
    void anyChangeOfAByteIsNoticed() {
        byte[] written = codec.write(SNAPSHOT);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            byte[] changed = written.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> codec.read(LotBookCodec.SNAPSHOT, changed))
                    .isInstanceOf(DamagedRecordException.class);
            byte[] cutOff = Arrays.copyOf(written, random.nextInt(written.length));
            assertThatThrownBy(() -> codec.read(LotBookCodec.SNAPSHOT, cutOff))
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    @Test
    void whatIsOfANewerReleaseIsNotGuessed() {
        byte[] written = codec.write(SNAPSHOT);
        String later = "lotbook.snapshot.v2";
        byte[] newerType = Frame.seal(later, Frame.LZ4, written.clone());
        assertThatThrownBy(() -> codec.read(later, newerType))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("unknown")
                .hasMessageContaining(later);
        byte[] newerFormat = Frame.seal(LotBookCodec.SNAPSHOT, (byte) 9, written.clone());
        assertThatThrownBy(() -> codec.read(LotBookCodec.SNAPSHOT, newerFormat))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("unknown format 9");
    }

    @Test
    void whatIsNoBookOfLotsIsRefused() {
        byte[] nothing = Frame.packed(LotBookCodec.SNAPSHOT, new byte[] {(byte) 0xA0}, 1);
        assertThatThrownBy(() -> codec.read(LotBookCodec.SNAPSHOT, nothing)).isInstanceOf(IOException.class);
    }
}
