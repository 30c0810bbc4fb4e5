package io.mandi.engine.trade;

import static io.mandi.engine.trade.TradeSamples.BUYER;
import static io.mandi.engine.trade.TradeSamples.FIVE;
import static io.mandi.engine.trade.TradeSamples.MUMBAI;
import static io.mandi.engine.trade.TradeSamples.RAJKOT;
import static io.mandi.engine.trade.TradeSamples.SELLER;
import static io.mandi.engine.trade.TradeSamples.SURAT;
import static io.mandi.engine.trade.TradeSamples.TAXABLE;
import static io.mandi.engine.trade.TradeSamples.decimal;
import static io.mandi.engine.trade.TradeSamples.party;
import static io.mandi.engine.trade.TradeSamples.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** TX-1 to TX-3. */
class TaxTest {
    private static final Party FARMER = party("ptn-farmer", "", true);
    private static final Party UNREGISTERED = party("ptn-small", "", false);

    private static Tax tax(Destination from, Destination to, Party seller, Party buyer, boolean reverseCharge) {
        return Tax.of(TAXABLE, from, to, seller, buyer, reverseCharge, FIVE);
    }

    private static void assertParts(Tax tax, Tax.Kind kind, String cgst, String sgst, String igst) {
        assertThat(tax.kind()).isEqualTo(kind);
        assertThat(tax.cgst()).hasToString(cgst);
        assertThat(tax.sgst()).hasToString(sgst);
        assertThat(tax.igst()).hasToString(igst);
    }

    // The example of section 9.3: the two ways differ by a paisa, which is right.
    @Test
    void withinAStateEachHalfIsRoundedByItself() {
        Tax tax = tax(RAJKOT, SURAT, SELLER, BUYER, true);
        assertParts(tax, Tax.Kind.INTRA_STATE, "358528.77", "358528.77", "0.00");
        assertThat(tax.sum()).isEqualTo(decimal("717057.54"));
        assertThat(tax.reverseCharge()).isFalse();
    }

    @Test
    void betweenStatesTheWholeIsRoundedOnce() {
        Tax tax = tax(RAJKOT, MUMBAI, SELLER, BUYER, true);
        assertParts(tax, Tax.Kind.INTER_STATE, "0.00", "0.00", "717057.53");
        TradeTerms terms = TradeSamples.terms();
        assertThat(terms.total()).hasToString("15058208.20");
        assertThat(terms.payable()).hasToString("15058208.20");
    }

    @Test
    void statesThatAreNotKnownAreNotTheSame() {
        Destination somewhere = place("IN", "XX", "Somewhere");
        assertThat(tax(somewhere, somewhere, SELLER, BUYER, true).kind()).isEqualTo(Tax.Kind.INTER_STATE);
    }

    @Test
    void whatCrossesTheBorderIsNotTaxedWhoeverSellsIt() {
        Destination dubai = place("AE", "DU", "Dubai");
        for (Party seller : new Party[] {SELLER, FARMER, UNREGISTERED}) {
            assertParts(tax(RAJKOT, dubai, seller, BUYER, true), Tax.Kind.EXPORT, "0.00", "0.00", "0.00");
            assertParts(tax(dubai, RAJKOT, seller, BUYER, true), Tax.Kind.IMPORT, "0.00", "0.00", "0.00");
        }
        assertParts(tax(dubai, dubai, SELLER, BUYER, true), Tax.Kind.NONE, "0.00", "0.00", "0.00");
    }

    @Test
    void underReverseChargeTheTaxIsComputedAndNotPaidToTheSeller() {
        Tax tax = tax(RAJKOT, SURAT, FARMER, BUYER, true);
        assertParts(tax, Tax.Kind.INTRA_STATE, "358528.77", "358528.77", "0.00");
        assertThat(tax.reverseCharge()).isTrue();
        TradeTerms known = TradeSamples.terms();
        TradeTerms terms = new TradeTerms(
                known.buyer(),
                FARMER,
                known.lot(),
                known.need(),
                known.commodity(),
                known.day(),
                known.quantity(),
                known.unit(),
                known.baseQuantity(),
                known.baseUnit(),
                known.unitFactor(),
                known.price(),
                known.rateUnit(),
                known.rateFactor(),
                known.currency(),
                known.paymentTerms(),
                known.deliveryTerms(),
                Optional.empty(),
                Optional.empty(),
                false,
                RAJKOT,
                SURAT,
                SURAT,
                TAXABLE,
                tax,
                Optional.empty(),
                Optional.empty());
        assertThat(terms.total()).hasToString("15058208.21");
        assertThat(terms.payable()).isEqualTo(TAXABLE);
    }

    @Test
    void withoutReverseChargeASellerWithoutGstinChargesNothing() {
        Party unregisteredBuyer = party("ptn-shop", "", false);
        assertThat(tax(RAJKOT, SURAT, UNREGISTERED, BUYER, true).kind()).isEqualTo(Tax.Kind.NONE);
        assertThat(tax(RAJKOT, SURAT, FARMER, BUYER, false).kind()).isEqualTo(Tax.Kind.NONE);
        assertThat(tax(RAJKOT, SURAT, FARMER, unregisteredBuyer, true).kind()).isEqualTo(Tax.Kind.NONE);
        Tax ofAShop = tax(RAJKOT, SURAT, SELLER, unregisteredBuyer, true);
        assertThat(ofAShop.sum()).isEqualTo(decimal("717057.54"));
    }

    @Test
    void aRateOfNothingIsATaxOfNothing() {
        Tax tax = Tax.of(TAXABLE, RAJKOT, SURAT, SELLER, BUYER, false, new Decimal(0, 0));
        assertParts(tax, Tax.Kind.INTRA_STATE, "0.00", "0.00", "0.00");
    }
}
