using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Tests.Interactions;

public sealed class FieldPathTests
{
    /// <summary>Fields of the contract that hold no single value: times, references with a choice of what they refer to, lists of records.</summary>
    private static readonly string[] NotOneValue =
    [
        "customer_registered.attributes", "profile_updated.attributes", "survey_answered.about", "survey_answered.factors", "ticket_opened.due_time", "complaint.about",
        "subscription_started.effective_time", "subscription_changed.effective_time", "subscription_cancelled.effective_time", "spend.start_time", "spend.end_time",
    ];

    [Fact]
    public void FieldsOf_EveryKind_AreTheFieldsOfTheContract()
    {
        foreach (var kind in InteractionKinds.All)
        {
            var name = InteractionKinds.NameOf(kind);
            var found = FieldPath.FieldsOf(kind).Select(field => $"{name}.{(field.StartsWith("lines.", StringComparison.Ordinal) ? "lines" : field)}").Distinct();
            var personal = PersonalOf(kind).Select(field => $"{name}.{field}");
            found.Concat(personal).Concat(NotOneValue.Where(field => field.StartsWith($"{name}.", StringComparison.Ordinal))).Order(StringComparer.Ordinal)
                .ShouldBe(FieldNames.NamesOf(kind).Select(field => $"{name}.{field}").Order(StringComparer.Ordinal), name);
        }
    }

    [Fact]
    public void Parse_EveryField_ReadsItsValue()
    {
        foreach (var kind in InteractionKinds.All)
        {
            var interaction = PinnedInteractions.Of(kind);
            foreach (var field in FieldPath.FieldsOf(kind))
            {
                var path = FieldPath.Parse($"{InteractionKinds.NameOf(kind)}.{field}", out var problem);
                problem.ShouldBeEmpty(field);
                path!.Kind.ShouldBe(kind);
                if (path.IsNumber)
                    path.Numbers(interaction).ShouldNotBeEmpty(path.Text);
                else
                    path.Texts(interaction, _ => null).ShouldNotBeEmpty(path.Text);
            }
        }
    }

    [Theory]
    [InlineData(InteractionKind.Purchase, "purchase.amount", FieldType.Money, 1_842)]
    [InlineData(InteractionKind.Purchase, "purchase.cost", FieldType.Money, 830)]
    [InlineData(InteractionKind.Visit, "visit.duration", FieldType.Duration, 90_000)]
    [InlineData(InteractionKind.Call, "call.ivr_duration", FieldType.Duration, 1_000)]
    [InlineData(InteractionKind.Visit, "visit.pages", FieldType.Whole, 7)]
    [InlineData(InteractionKind.SurveyAnswered, "survey_answered.value", FieldType.Real, 4_500_000)]
    [InlineData(InteractionKind.SubscriptionStarted, "subscription_started.recurring_amount", FieldType.Money, 3_062)]
    public void Numbers_OfAField_AreInItsSmallestUnit(InteractionKind kind, string path, FieldType type, long number)
    {
        var parsed = FieldPath.Parse(path, out _)!;
        parsed.Type.ShouldBe(type);
        parsed.Numbers(PinnedInteractions.Of(kind)).ShouldBe([number]);
    }

    [Theory]
    [InlineData(InteractionKind.Purchase, "channel", "web")]
    [InlineData(InteractionKind.Purchase, "source", "shop-eu")]
    [InlineData(InteractionKind.Purchase, "label:a", "1")]
    [InlineData(InteractionKind.Purchase, "attribute:plan", "gold")]
    [InlineData(InteractionKind.Purchase, "purchase.customised", "true")]
    [InlineData(InteractionKind.Purchase, "purchase.promotion_ids", "p")]
    [InlineData(InteractionKind.Purchase, "purchase.order_id", "o-1")]
    [InlineData(InteractionKind.Call, "call.call", "call-1")]
    [InlineData(InteractionKind.Call, "call.outcome", "answered")]
    [InlineData(InteractionKind.Visit, "visit.place", "store")]
    [InlineData(InteractionKind.Purchase, "purchase.lines.tags", "sustainable,näher")]
    [InlineData(InteractionKind.Purchase, "purchase.lines.category", "c,")]
    public void Texts_OfAField_AreAsSent(InteractionKind kind, string path, string texts) =>
        string.Join(',', FieldPath.Parse(path, out _)!.Texts(PinnedInteractions.Of(kind), key => key == "plan" ? "gold" : null)).ShouldBe(texts);

    [Fact]
    public void Texts_OfWhatIsMissing_AreNone()
    {
        FieldPath.Parse("label:nothing", out _)!.Texts(PinnedInteractions.Of(InteractionKind.Purchase), _ => null).ShouldBeEmpty();
        FieldPath.Parse("attribute:nothing", out _)!.Texts(PinnedInteractions.Of(InteractionKind.Purchase), _ => null).ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_BeyondTheRange_CountAsItsEnd()
    {
        var path = FieldPath.Parse("usage.quantity", out _)!;
        var interaction = new Interaction { Source = "s", Id = "i", OccurredAt = default, Facts = new Usage { Meter = "m", Quantity = 1e15 } };
        path.Numbers(interaction).ShouldBe([9_000_000_000_000_000_000]);
    }

    [Theory]
    [InlineData("amount", "is no field: write channel")]
    [InlineData("label:", "is no field")]
    [InlineData("buying.amount", "is no field")]
    [InlineData("purchase.price", "is no field of purchase that a measure can read: there are order_id, amount")]
    [InlineData("purchase.lines", "is no field of purchase")]
    [InlineData("purchase.lines.unit_price", "is no field of purchase")]
    [InlineData("survey_answered.comment", "describes a person and may be erased")]
    [InlineData("ticket_opened.due_time", "is no field of ticket_opened")]
    public void Parse_NoField_SaysWhy(string text, string problem)
    {
        FieldPath.Parse(text, out var found).ShouldBeNull();
        found.ShouldContain(problem);
    }

    /// <summary>What is gone once the personal part is: found by writing each kind with every field set.</summary>
    private static IEnumerable<string> PersonalOf(InteractionKind kind)
    {
        FieldWriter facts = new(), personal = new();
        PinnedInteractions.Of(kind).Facts.Write(facts, personal);
        var names = FieldNames.NamesOf(kind).ToList();
        return names.Where(name => !FieldPath.FieldsOf(kind).Any(field => field == name || field.StartsWith($"{name}.", StringComparison.Ordinal)) && !NotOneValue.Contains($"{InteractionKinds.NameOf(kind)}.{name}"))
            .Where(_ => personal.Written.Length > 0);
    }
}
