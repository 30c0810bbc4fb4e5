package io.mandi.engine.catalog.unit;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The units that quantities and prices are given in, each with the base units that one of it has. */
public enum Unit {
    KG(BaseUnit.KG, "1", Kind.FIXED),
    GRAM(BaseUnit.KG, "0.001", Kind.FIXED),
    QUINTAL(BaseUnit.KG, "100", Kind.FIXED, "QTL"),
    MT(BaseUnit.KG, "1000", Kind.FIXED, "TON"),
    POUND(BaseUnit.KG, "0.45359237", Kind.FIXED, "LB"),
    OUNCE(BaseUnit.KG, "0.028349523125", Kind.FIXED),
    MAUND(BaseUnit.KG, "37.324", Kind.ADJUSTABLE),
    /** 784 lb are 355.61641808 kg, and exchanges count 355.56: both are set where they are wanted. */
    CANDY(BaseUnit.KG, "355.62", Kind.ADJUSTABLE),
    BALE(BaseUnit.KG, "170", Kind.PACKAGE),
    BAG(BaseUnit.KG, "50", Kind.PACKAGE),
    BAG_JUTE(BaseUnit.KG, "100", Kind.PACKAGE),
    SACK(BaseUnit.KG, "50", Kind.PACKAGE),
    BOX(BaseUnit.KG, "10", Kind.PACKAGE),
    CARTON(BaseUnit.KG, "20", Kind.PACKAGE),
    DRUM(BaseUnit.KG, "200", Kind.PACKAGE),
    METER(BaseUnit.METER, "1", Kind.FIXED),
    CM(BaseUnit.METER, "0.01", Kind.FIXED),
    KM(BaseUnit.METER, "1000", Kind.FIXED),
    YARD(BaseUnit.METER, "0.9144", Kind.FIXED),
    FOOT(BaseUnit.METER, "0.3048", Kind.FIXED),
    INCH(BaseUnit.METER, "0.0254", Kind.FIXED),
    LITER(BaseUnit.LITER, "1", Kind.FIXED),
    ML(BaseUnit.LITER, "0.001", Kind.FIXED),
    /** Of the United States. */
    GALLON(BaseUnit.LITER, "3.785411784", Kind.FIXED),
    BARREL(BaseUnit.LITER, "158.987294928", Kind.FIXED),
    PIECE(BaseUnit.PIECE, "1", Kind.FIXED, "PCS"),
    DOZEN(BaseUnit.PIECE, "12", Kind.FIXED),
    GROSS(BaseUnit.PIECE, "144", Kind.FIXED),
    BUNDLE(BaseUnit.PIECE, "10", Kind.ADJUSTABLE),
    SQ_METER(BaseUnit.SQ_METER, "1", Kind.FIXED),
    SQ_FOOT(BaseUnit.SQ_METER, "0.09290304", Kind.FIXED),
    SQ_YARD(BaseUnit.SQ_METER, "0.83612736", Kind.FIXED);

    /** Who decides how much one of it is. */
    public enum Kind {
        /** Nobody: it is the same everywhere. */
        FIXED,
        /** The organisation, or the commodity. */
        ADJUSTABLE,
        /** As {@link #ADJUSTABLE}; holds goods of any dimension, but only for kilograms is there a default. */
        PACKAGE
    }

    private static final Map<String, Unit> BY_CODE = new HashMap<>();

    static {
        for (Unit unit : values()) {
            BY_CODE.put(unit.name(), unit);
            unit.aliases.forEach(alias -> BY_CODE.put(alias, unit));
        }
    }

    private final BaseUnit base;
    private final BigDecimal factor;
    private final Kind kind;
    private final List<String> aliases;

    Unit(BaseUnit base, String factor, Kind kind, String... aliases) {
        this.base = base;
        this.factor = new BigDecimal(factor);
        this.kind = kind;
        this.aliases = List.of(aliases);
    }

    /** @param code or alias, in upper or lower case (UN-1) */
    public static Optional<Unit> parse(String code) {
        return Optional.ofNullable(BY_CODE.get(code.toUpperCase(Locale.ROOT)));
    }

    /** The dimension that the default factor is for. */
    public BaseUnit base() {
        return base;
    }

    /** How many base units one of it is, where nobody has said otherwise. */
    public BigDecimal defaultFactor() {
        return factor;
    }

    public Kind kind() {
        return kind;
    }

    /** Other words for it that are understood. */
    public List<String> aliases() {
        return aliases;
    }

    /** Whether goods of this dimension can be measured in it. */
    public boolean measures(BaseUnit goods) {
        return base == goods || kind == Kind.PACKAGE;
    }
}
