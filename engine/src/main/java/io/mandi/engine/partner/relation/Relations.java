package io.mandi.engine.partner.relation;

import io.mandi.engine.partner.BankAccount;
import io.mandi.engine.partner.Branch;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerLocation;
import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Mobile;
import io.mandi.engine.partner.identifier.Pan;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All of a partner by which it may be related to others, in one notation: trimmed, in upper case, never blank.
 *
 * @param gstNumbers its own and those of its branches and locations
 * @param pans of its GSTINs, or its PAN where it has none
 * @param bankAccounts number and code of the bank, one for each code
 */
public record Relations(
        String partnerId,
        Optional<String> masterEntityId,
        Optional<String> corporateGroupId,
        Set<String> gstNumbers,
        Set<String> pans,
        Set<String> bankAccounts,
        Optional<String> mobile,
        Optional<String> emailDomain) {
    public Relations {
        gstNumbers = Set.copyOf(gstNumbers);
        pans = Set.copyOf(pans);
        bankAccounts = Set.copyOf(bankAccounts);
    }

    public static Relations of(Partner partner) {
        Set<Gstin> gstins = Stream.of(
                        partner.tax().gstNumber().stream(),
                        partner.children().branches().stream()
                                .map(Branch::gstNumber)
                                .flatMap(Optional::stream),
                        partner.children().locations().stream()
                                .map(PartnerLocation::gstNumber)
                                .flatMap(Optional::stream))
                .flatMap(numbers -> numbers)
                .collect(Collectors.toSet());
        Stream<Pan> pans = gstins.isEmpty()
                ? partner.tax().panNumber().stream()
                : gstins.stream().map(Gstin::pan);
        return new Relations(
                partner.id(),
                tidy(partner.links().masterEntityId()),
                tidy(partner.links().corporateGroupId()),
                gstins.stream().map(Gstin::text).collect(Collectors.toSet()),
                pans.map(Pan::text).collect(Collectors.toSet()),
                partner.finance().bank().stream().flatMap(Relations::keys).collect(Collectors.toSet()),
                partner.contact().mobile().map(Mobile::text),
                tidy(partner.contact().email().map(Email::domain)));
    }

    private static Stream<String> keys(BankAccount account) {
        return Stream.concat(
                        account.ifsc().map(code -> "IFSC " + code.text()).stream(),
                        account.swift().map(code -> "SWIFT " + headOffice(code.text())).stream())
                .map(code -> code + " " + account.number());
    }

    /** A code without a branch is that of the head office, whose branch is XXX. */
    private static String headOffice(String swift) {
        return (swift + "XXX").substring(0, 11);
    }

    private static Optional<String> tidy(Optional<String> text) {
        return text.map(given -> given.strip().toUpperCase(Locale.ROOT)).filter(tidied -> !tidied.isEmpty());
    }
}
