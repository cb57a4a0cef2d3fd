using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Surveys at their edges, worked out by hand.</summary>
public sealed class SurveysFoldTests
{
    private static readonly TenantSettings Settings = new()
    {
        Surveys =
        [
            new("csat", SurveyType.Csat, 1, 5, 4, Reversed: false),
            new("grades", SurveyType.Csat, 1, 6, 5, Reversed: true),
            new("nps", SurveyType.Nps, 0, 10, 9, Reversed: false),
            new("spn", SurveyType.Nps, 0, 10, 9, Reversed: true),
            new("ces", SurveyType.Ces, 1, 7, 5, Reversed: false),
        ],
    };

    [Theory]
    [InlineData("csat", 4, 1)]
    [InlineData("csat", 3.999, 0)]
    [InlineData("grades", 2, 1)] // Reversed: 1 + 6 − 2 = 5.
    [InlineData("grades", 3, 0)] // 1 + 6 − 3 = 4.
    public void Apply_CsatAnswer_IsSatisfiedFromTheValueOn(string survey, double value, long satisfied)
    {
        var fold = new FoldBuilder(Settings).With("2026-03-10", new SurveyAnswered { Survey = survey, Value = value });
        fold.Month("csat answers", "2026-03").ShouldBe(1);
        fold.Month("csat satisfied", "2026-03").ShouldBe(satisfied);
    }

    [Fact]
    public void Apply_EveryCsatAnswer_Counts()
    {
        var fold = new FoldBuilder(Settings);
        foreach (var value in new[] { 5, 4, 3, 5 })
            fold.With("2026-03-10", new SurveyAnswered { Survey = "csat", Value = value });
        fold.Month("csat answers", "2026-03").ShouldBe(4);
        fold.Month("csat satisfied", "2026-03").ShouldBe(3);
    }

    [Fact]
    public void Apply_ItemOrUnknownSurvey_CountsForNothing()
    {
        var fold = new FoldBuilder(Settings)
            .With("2026-03-10", new SurveyAnswered { Survey = "csat", Item = "speed", Value = 5 })
            .With("2026-03-10", new SurveyAnswered { Survey = "gone", Value = 5 });
        fold.Month("csat answers", "2026-03").ShouldBe(0);
        fold.Month("active customers", "2026-03").ShouldBe(1);
    }

    [Fact]
    public void Apply_NpsAnswersOfOneContact_CountTheLatestOfEachPeriodAndPrefix()
    {
        // A detractor on the 2nd turns into a promoter on the 9th.
        var fold = new FoldBuilder(Settings)
            .With("2026-03-02", new SurveyAnswered { Survey = "nps", Value = 6 }, contact: "anna")
            .With("2026-03-09", new SurveyAnswered { Survey = "nps", Value = 9 }, contact: "anna");
        fold.Number("nps detractors", Granularity.Month, "2026-03-01", "2026-03-09").ShouldBe(1);
        fold.Month("nps answers", "2026-03").ShouldBe(1);
        fold.Month("nps promoters", "2026-03").ShouldBe(1);
        fold.Month("nps detractors", "2026-03").ShouldBe(0);

        // The weeks from 2 and 9 March have one each.
        fold.Number("nps detractors", Granularity.Week, "2026-03-02", "2026-03-09").ShouldBe(1);
        fold.Number("nps promoters", Granularity.Week, "2026-03-09", "2026-03-16").ShouldBe(1);
    }

    [Fact]
    public void Apply_NpsAnswersOfContactsAndSurveys_CountEach()
    {
        var fold = new FoldBuilder(Settings)
            .With("2026-03-02", new SurveyAnswered { Survey = "nps", Value = 10 }, contact: "anna")
            .With("2026-03-02", new SurveyAnswered { Survey = "nps", Value = 7 }, contact: "bo")
            .With("2026-03-02", new SurveyAnswered { Survey = "nps", Value = 0 })
            .With("2026-03-02", new SurveyAnswered { Survey = "spn", Value = 1 }); // Reversed: 0 + 10 − 1 = 9.
        fold.Month("nps answers", "2026-03").ShouldBe(4);
        fold.Month("nps promoters", "2026-03").ShouldBe(2);
        fold.Month("nps detractors", "2026-03").ShouldBe(1);
        fold.Fold.Surveys!.NpsContacts.ShouldBe(4);
    }

    [Fact]
    public void Apply_CesAnswers_AddUpInMillionths()
    {
        var fold = new FoldBuilder(Settings)
            .With("2026-03-02", new SurveyAnswered { Survey = "ces", Value = 5 })
            .With("2026-03-03", new SurveyAnswered { Survey = "ces", Value = 4.5 });
        fold.Month("ces answers", "2026-03").ShouldBe(2);
        fold.Month("ces sum", "2026-03").ShouldBe(9_500_000);
        fold.Month("ces easy", "2026-03").ShouldBe(1);
    }
}
