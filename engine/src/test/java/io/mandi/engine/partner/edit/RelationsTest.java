package io.mandi.engine.partner.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.partner.BranchDraft;
import io.mandi.engine.partner.Links;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.relation.Relations;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a partner relates it to others (8.1). */
class RelationsTest {
    @Test
    void aPartnerHasThoseOfItsBranchesToo() {
        PartnerCase story = PartnerCase.of(PartnerCase.company());
        story.does(PartnerParts.addBranch(
                story.partner,
                new BranchDraft("Mumbai", PartnerCase.address("MH"), Optional.of("27AAACG1234A1ZE")),
                Optional.empty(),
                PartnerCase.PLACES));
        story.does(Partners.relate(story.partner, new Links(Optional.of("ptn-2"), Optional.of(" group "))));
        Relations relations = Relations.of(story.partner);
        assertThat(relations.gstNumbers()).containsExactlyInAnyOrder("24AAACG1234A1ZK", "27AAACG1234A1ZE");
        assertThat(relations.pans()).containsExactly("AAACG1234A");
        assertThat(relations.masterEntityId()).hasValue("PTN-2");
        assertThat(relations.corporateGroupId()).hasValue("GROUP");
        assertThat(relations.bankAccounts()).containsExactly("IFSC HDFC0001234 501001234567");
        assertThat(relations.mobile()).hasValue("+919812345678");
        assertThat(relations.emailDomain()).hasValue("GONDAL.EXAMPLE.ORG");
    }

    @Test
    void withoutAGstinThePanCountsAndTheHeadOfficeOfABankIsOne() {
        PartnerCase story = PartnerCase.of(PartnerCase.company()
                .with(new TaxDraft(Optional.empty(), Optional.of("AABCM5678K"), Optional.empty(), Optional.empty()))
                .with(new FinanceDraft(
                        Optional.of(
                                new BankDraft("12 34", Optional.empty(), Optional.of("DEUTDEFF"), Optional.empty())),
                        Optional.empty(),
                        Optional.empty())));
        Relations relations = Relations.of(story.partner);
        assertThat(relations.gstNumbers()).isEmpty();
        assertThat(relations.pans()).containsExactly("AABCM5678K");
        assertThat(relations.bankAccounts()).containsExactly("SWIFT DEUTDEFFXXX 1234");
    }
}
