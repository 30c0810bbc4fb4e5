package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The coded terms on which goods are sold (COM-5). Postings refer to the codes.
 *
 * @param payment by code
 * @param delivery by code
 * @param passing by code
 * @param weighment by code
 */
public record Terms(
        Map<String, Payment> payment,
        Map<String, Delivery> delivery,
        Map<String, Passing> passing,
        Map<String, Weighment> weighment) {

    private static final Decimal NOTHING = new Decimal(0, 2);

    /** Those that every organisation has. */
    public static final Terms STANDARD = new Terms(
            byCode(
                    Payment::code,
                    new Payment("CASH", 0),
                    new Payment("D15", 15),
                    new Payment("D30", 30),
                    new Payment("D45", 45),
                    new Payment("LC", 0)),
            byCode(
                    Delivery::code,
                    new Delivery("EX_GIN", false, false),
                    new Delivery("EX_WAREHOUSE", false, false),
                    new Delivery("DELIVERED", true, false),
                    new Delivery("FOB", false, false),
                    new Delivery("CIF", true, true)),
            byCode(Passing::code, new Passing("LAB_TEST"), new Passing("SPOT_INSPECTION")),
            byCode(
                    Weighment::code,
                    new Weighment("SELLER_SCALE", NOTHING),
                    new Weighment("BUYER_SCALE", NOTHING),
                    new Weighment("PUBLIC_SCALE", NOTHING)));

    /**
     * When the buyer pays.
     *
     * @param days after delivery; 0 for cash, and for a letter of credit that is paid at sight
     */
    public record Payment(String code, int days) {}

    /**
     * Where the goods change hands.
     *
     * @param includesFreight whether the price covers the way to the buyer
     * @param includesInsurance whether the price covers the risk of that way
     */
    public record Delivery(String code, boolean includesFreight, boolean includesInsurance) {}

    /** How it is found out that the goods are what was agreed. */
    public record Passing(String code) {}

    /**
     * Whose scale counts.
     *
     * @param weightDeductionPercent percent of the weight that is not paid
     */
    public record Weighment(String code, Decimal weightDeductionPercent) {}

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> Map<String, T> byCode(Function<T, String> code, T... terms) {
        Map<String, T> byCode = new LinkedHashMap<>();
        List.of(terms).forEach(term -> byCode.put(code.apply(term), term));
        return Collections.unmodifiableMap(byCode);
    }

    /** The flaw of an unknown code has no field of its own; the same holds for the other three. */
    public Checked<Payment> payment(String code) {
        return term(payment, code);
    }

    public Checked<Delivery> delivery(String code) {
        return term(delivery, code);
    }

    public Checked<Passing> passing(String code) {
        return term(passing, code);
    }

    public Checked<Weighment> weighment(String code) {
        return term(weighment, code);
    }

    private static <T> Checked<T> term(Map<String, T> terms, String code) {
        T term = terms.get(code);
        return term == null
                ? Checked.invalid(FlawCode.UNKNOWN_TERM, "", "must be one of " + String.join(", ", terms.keySet()))
                : Checked.valid(term);
    }
}
