using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Interactions;

public sealed class InteractionDifferenceTests
{
    private static readonly Interaction Order = Make(new Purchase { OrderId = "o-1", AmountMinor = 1_000, TaxMinor = 5 });

    [Fact]
    public void Difference_OneFieldOfTheKind_IsNamed()
    {
        Names(new Purchase { OrderId = "o-1", AmountMinor = 1_001, TaxMinor = 5 }).ShouldBe(["purchase.amount"]);
        Names(new Purchase { OrderId = "o-1", AmountMinor = 1_000 }).ShouldBe(["purchase.tax"]);
        Names(new Purchase { OrderId = "o-1", AmountMinor = 1_000, TaxMinor = 5, Customised = true }).ShouldBe(["purchase.customised"]);
        Names(new Purchase { OrderId = "o-1", AmountMinor = 1_000, TaxMinor = 5, Lines = [new OrderLine()] }).ShouldBe(["purchase.lines"]);
    }

    [Fact]
    public void Difference_OtherCurrency_NamesAmountAndRate()
    {
        var sent = new SentMoney { CurrencyCode = "USD", Rate = 1, AmountMinor = 1_000, TaxMinor = 5 };

        Names(new Purchase { OrderId = "o-1", AmountMinor = 1_000, TaxMinor = 5, Sent = sent })
            .ShouldBe(["purchase.amount", "purchase.exchange_rate", "purchase.tax"]);
    }

    [Fact]
    public void Difference_Header_IsNamed()
    {
        var other = new Interaction
        {
            Source = "s",
            Id = "i",
            OccurredAt = Order.OccurredAt + Duration.FromSeconds(1),
            Channel = "web",
            Labels = [new("k", "v")],
            Contact = "anna",
            Facts = Order.Facts,
        };

        InteractionCodec.Difference(Order, other).ShouldBe(["occur_time", "channel", "labels", "contact"], ignoreOrder: true);
    }

    [Fact]
    public void Difference_PersonalField_IsNamed()
    {
        var one = Make(new SurveyAnswered { Survey = "csat", Value = 4, Comment = "good" });
        var other = Make(new SurveyAnswered { Survey = "csat", Value = 4, Comment = "bad" });

        InteractionCodec.Difference(one, other).ShouldBe(["survey_answered.comment"]);
    }

    [Fact]
    public void Difference_OtherKind_IsNamed() =>
        InteractionCodec.Difference(Order, Make(new TicketResolved { Ticket = "t" })).ShouldBe(["kind"]);

    [Fact]
    public void Difference_EveryFieldOfEveryKind_HasAName()
    {
        var empty = InteractionKinds.All.Select(kind => (kind, InteractionCodec.Difference(PinnedInteractions.Of(kind), Bare(kind))));

        foreach (var (kind, names) in empty)
        {
            names.ShouldNotBeEmpty();
            names.Where(name => name.StartsWith(InteractionKinds.NameOf(kind) + ".", StringComparison.Ordinal)).ShouldAllBe(name => name.Length > InteractionKinds.NameOf(kind).Length + 1);
        }
    }

    /// <summary>The pinned interaction without its personal part: differs from it in contact at least.</summary>
    private static Interaction Bare(InteractionKind kind) =>
        InteractionCodec.Decode(InteractionCodec.Encode(PinnedInteractions.Of(kind), new HashSet<string>()) with { Personal = ReadOnlyMemory<byte>.Empty });

    private static IReadOnlyList<string> Names(Purchase other) => InteractionCodec.Difference(Order, Make(other));

    private static Interaction Make(Facts facts) => new() { Source = "s", Id = "i", OccurredAt = Instant.FromUnixTimeSeconds(1_000_000), Facts = facts };
}
