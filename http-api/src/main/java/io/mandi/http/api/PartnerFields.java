package io.mandi.http.api;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.GstCompliance;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.NoGstDeclaration;
import io.mandi.engine.partner.kind.ServiceProviderType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * The fields of a partner in a request. One that is absent leaves a partner as it is; {@code null} takes away what is there. How long
 * texts and lists may be is a rule of the partners.
 */
final class PartnerFields {
    private static final String BANK_ACCOUNT = "bank_account";
    private static final String CREDIT_LIMIT = "credit_limit";
    private static final String GST_NUMBER = "gst_number";

    /** Most days that anybody could mean; which ones there are is a rule of the partners. */
    private static final int MAX_DAYS = 1_000;

    private PartnerFields() {}

    /** A field that is there or not, and may be {@code null}. */
    private record Given<T>(boolean there, Optional<T> value) {
        Optional<T> over(Optional<T> was) {
            return there ? value : was;
        }
    }

    private static Given<String> text(Fields fields, String name) {
        return new Given<>(fields.names(name), fields.optionalText(name, Integer.MAX_VALUE));
    }

    private static <E extends Enum<E>> Given<E> choice(Fields fields, String name, Class<E> type) {
        return new Given<>(fields.names(name), fields.optionalChoice(name, type));
    }

    /** Whether it says where the partner is paid. */
    static boolean nameBank(Fields fields) {
        return fields.names(BANK_ACCOUNT);
    }

    /** Whether it says how much the partner may owe. */
    static boolean nameCreditLimit(Fields fields) {
        return fields.names(CREDIT_LIMIT);
    }

    /** Everything that a draft has. */
    static UnaryOperator<PartnerDraft> read(Fields fields) {
        UnaryOperator<IdentityDraft> identity = identity(fields);
        UnaryOperator<TaxDraft> tax = tax(fields);
        Given<String> pan = text(fields, "pan_number");
        Given<String> foreign = text(fields, "foreign_tax_id");
        UnaryOperator<FinanceDraft> bank = bank(fields);
        UnaryOperator<FinanceDraft> limit = creditLimit(fields);
        boolean namesDays = fields.names("payment_terms_days");
        Given<Integer> days = new Given<>(namesDays, boxed(fields.optionalInteger("payment_terms_days", 0, MAX_DAYS)));
        UnaryOperator<ContactDraft> contact = contact(fields);
        UnaryOperator<ProfileDraft> profile = profile(fields);
        UnaryOperator<PartnerDraft> locations = locations(fields);
        return was -> {
            TaxDraft gst = tax.apply(was.tax());
            FinanceDraft money = limit.apply(bank.apply(was.finance()));
            return locations.apply(was.with(identity.apply(was.identity()))
                    .with(new TaxDraft(
                            gst.gstNumber(),
                            pan.over(gst.panNumber()),
                            foreign.over(gst.foreignTaxId()),
                            gst.noGstDeclaration()))
                    .with(new FinanceDraft(money.bank(), money.creditLimit(), days.over(money.paymentTermsDays())))
                    .with(contact.apply(was.contact()))
                    .with(profile.apply(was.profile())));
        };
    }

    private static Optional<Integer> boxed(OptionalInt number) {
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }

    /** What belongs to an amendment of a kind. */
    static UnaryOperator<PartnerDraft> read(Fields fields, AmendmentKind kind) {
        return switch (kind) {
            case BANK -> onFinance(bank(fields));
            case CREDIT_LIMIT -> onFinance(creditLimit(fields));
            case GST_NUMBER -> {
                UnaryOperator<TaxDraft> tax = tax(fields);
                yield was -> was.with(tax.apply(was.tax()));
            }
            case ADDRESS -> locations(fields);
            case CONTACT -> {
                UnaryOperator<ContactDraft> contact = contact(fields);
                yield was -> was.with(contact.apply(was.contact()));
            }
        };
    }

    private static UnaryOperator<PartnerDraft> onFinance(UnaryOperator<FinanceDraft> edit) {
        return was -> was.with(edit.apply(was.finance()));
    }

    private static UnaryOperator<IdentityDraft> identity(Fields fields) {
        Given<String> code = text(fields, "partner_code");
        Given<String> legalName = text(fields, "legal_name");
        Given<String> tradeName = text(fields, "trade_name");
        Given<String> country = text(fields, "country");
        Given<EntityClass> entityClass = choice(fields, "entity_class", EntityClass.class);
        Given<ServiceProviderType> provider = choice(fields, "service_provider_type", ServiceProviderType.class);
        Given<BusinessEntityType> business = choice(fields, "business_entity_type", BusinessEntityType.class);
        Optional<Boolean> agriculturist = fields.optionalFlag("is_agriculturist");
        Optional<Boolean> lorries = fields.optionalFlag("owns_lorries");
        return was -> new IdentityDraft(
                code.over(was.partnerCode()),
                legalName.over(was.legalName()),
                tradeName.over(was.tradeName()),
                country.over(was.country()),
                entityClass.over(was.entityClass()),
                provider.over(was.serviceProviderType()),
                business.over(was.businessEntityType()),
                agriculturist.orElse(was.agriculturist()),
                lorries.orElse(was.ownsLorries()));
    }

    /** The GSTIN, and what stands in its place. */
    private static UnaryOperator<TaxDraft> tax(Fields fields) {
        Given<String> gst = text(fields, GST_NUMBER);
        Given<NoGstDeclaration> declaration = choice(fields, "no_gst_declaration", NoGstDeclaration.class);
        return was -> new TaxDraft(
                gst.over(was.gstNumber()),
                was.panNumber(),
                was.foreignTaxId(),
                declaration.over(was.noGstDeclaration()));
    }

    private static UnaryOperator<FinanceDraft> bank(Fields fields) {
        Given<BankDraft> bank = new Given<>(
                fields.names(BANK_ACCOUNT),
                fields.optionalFields(BANK_ACCOUNT)
                        .map(account -> new BankDraft(
                                account.text("account_number", Integer.MAX_VALUE),
                                account.optionalText("ifsc", Integer.MAX_VALUE),
                                account.optionalText("swift", Integer.MAX_VALUE),
                                account.optionalText("holder", Integer.MAX_VALUE))));
        return was -> new FinanceDraft(bank.over(was.bank()), was.creditLimit(), was.paymentTermsDays());
    }

    private static UnaryOperator<FinanceDraft> creditLimit(Fields fields) {
        Given<Decimal> limit = new Given<>(fields.names(CREDIT_LIMIT), fields.optionalDecimal(CREDIT_LIMIT));
        return was -> new FinanceDraft(was.bank(), limit.over(was.creditLimit()), was.paymentTermsDays());
    }

    private static UnaryOperator<ContactDraft> contact(Fields fields) {
        Given<String> mobile = text(fields, "mobile");
        Given<String> email = text(fields, "email");
        Given<String> phone = text(fields, "phone");
        return was -> new ContactDraft(mobile.over(was.mobile()), email.over(was.email()), phone.over(was.phone()));
    }

    private static UnaryOperator<ProfileDraft> profile(Fields fields) {
        boolean there = fields.names("profile");
        Optional<UnaryOperator<ProfileDraft>> edit =
                fields.optionalFields("profile").map(PartnerFields::inProfile);
        return was -> edit.map(given -> given.apply(was)).orElse(there ? ProfileDraft.EMPTY : was);
    }

    private static UnaryOperator<ProfileDraft> inProfile(Fields fields) {
        Given<LocalDate> established =
                new Given<>(fields.names("established_on"), fields.optionalDate("established_on"));
        Given<Decimal> turnover =
                new Given<>(fields.names("annual_turnover"), fields.optionalDecimal("annual_turnover"));
        Given<GstCompliance> compliance = choice(fields, "gst_compliance", GstCompliance.class);
        Optional<Boolean> laboratory = fields.optionalFlag("own_laboratory");
        Optional<Boolean> transport = fields.optionalFlag("own_transport");
        return was -> new ProfileDraft(
                established.over(was.establishedOn()),
                turnover.over(was.annualTurnover()),
                compliance.over(was.gstCompliance()),
                laboratory.orElse(was.ownLaboratory()),
                transport.orElse(was.ownTransport()));
    }

    /** All locations. */
    private static UnaryOperator<PartnerDraft> locations(Fields fields) {
        Optional<List<PartnerLocationDraft>> locations = fields.optionalList("locations")
                .map(list -> list.stream()
                        .map(one -> location(one, one.optionalText("id", Integer.MAX_VALUE)))
                        .toList());
        return was -> locations.map(was::with).orElse(was);
    }

    /** @param id of the location that it is to become of */
    static PartnerLocationDraft location(Fields fields, Optional<String> id) {
        return new PartnerLocationDraft(
                id,
                fields.choice("kind", LocationKind.class),
                fields.optionalText("name", Integer.MAX_VALUE),
                address(fields),
                fields.optionalText(GST_NUMBER, Integer.MAX_VALUE));
    }

    static AddressDraft address(Fields fields) {
        return new AddressDraft(
                fields.optionalText("location_id", Integer.MAX_VALUE),
                fields.optionalText("address", Integer.MAX_VALUE),
                fields.optionalText("city", Integer.MAX_VALUE),
                fields.optionalText("state_code", Integer.MAX_VALUE),
                fields.optionalText("country", Integer.MAX_VALUE),
                fields.optionalText("pincode", Integer.MAX_VALUE),
                coordinates(fields));
    }

    private static Optional<Coordinates> coordinates(Fields fields) {
        OptionalDouble latitude = fields.optionalNumber("latitude");
        OptionalDouble longitude = fields.optionalNumber("longitude");
        if (latitude.isEmpty() || longitude.isEmpty()) {
            if (latitude.isPresent() != longitude.isPresent()) {
                fields.broken(
                        latitude.isPresent() ? "longitude" : "latitude",
                        "validation_failed",
                        "must stand with the other coordinate");
            }
            return Optional.empty();
        }
        Checked<Coordinates> checked = Coordinates.of(latitude.getAsDouble(), longitude.getAsDouble());
        for (Flaw flaw : checked.flaws()) {
            fields.broken(flaw.field(), flaw.code().code(), flaw.detail());
        }
        return checked.asOptional();
    }
}
