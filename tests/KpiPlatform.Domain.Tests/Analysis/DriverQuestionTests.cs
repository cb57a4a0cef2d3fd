using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Testing.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Analysis;

public sealed class DriverQuestionTests
{
    private static readonly FoldContext Context = new(InteractionGenerator.Definition);

    [Fact]
    public void AnswersOf_CsatAnswers_AllCountAndARevisionReplaces()
    {
        var answers = Answers("csat", "", [Answer("1", 2, "csat", 5), Answer("2", 3, "csat", 3), Answer("2", 4, "csat", 4, revision: 1), Answer("3", 5, "nps", 9), Answer("4", 6, "csat", 1, item: "price")]);
        answers.ShouldBe([5, 4]);
    }

    [Fact]
    public void AnswersOf_Nps_TakesTheLatestOfEachContact()
    {
        var answers = Answers("nps", "", [Answer("1", 2, "nps", 5, contact: "ann"), Answer("2", 3, "nps", 9, contact: "ann"), Answer("3", 4, "nps", 7, contact: "bob")]);
        answers.ShouldBe([9, 7]);
    }

    [Fact]
    public void AnswersOf_PeriodAndItem_AreKeptTo()
    {
        Answers("csat", "price", [Answer("1", 2, "csat", 5), Answer("2", 3, "csat", 2, item: "price"), Answer("3", 40, "csat", 4, item: "price")]).ShouldBe([2]);
    }

    [Fact]
    public void AnswersOf_ReversedScale_IsTurnedRound() => Answers("grades", "", [Answer("1", 2, "grades", 1)]).ShouldBe([6]);

    /// <summary>The region is that in force when the customer answered: south from the 5th on.</summary>
    [Fact]
    public void AnswersOf_DimensionOfAnAttribute_IsThatOfTheMoment()
    {
        List<EncodedInteraction> rows =
        [
            Rows.Of("p1", Day(1), new CustomerRegistered { Attributes = [new("region", "north")] }),
            Answer("1", 2, "csat", 5),
            Rows.Of("p2", Day(5), new ProfileUpdated { Attributes = [new("region", "south")] }),
            Answer("2", 6, "csat", 3),
        ];
        Answers("csat", "", rows, DimensionValue.Of(1, 1)).ShouldBe([5]);
        Answers("csat", "", rows, DimensionValue.Of(1, 2)).ShouldBe([3]);
        Answers("csat", "", rows, DimensionValue.Of(1, 0)).ShouldBeEmpty();
    }

    private static List<double> Answers(string survey, string item, List<EncodedInteraction> rows, params DimensionValue[] dimensions)
    {
        var surveys = InteractionGenerator.Settings.Surveys.Where(one => one.Id == survey).ToDictionary(one => one.Id);
        var from = LocalDay.Parse("2026-03-01", "from");
        var question = new DriverQuestion(surveys, item, from, from + 31, dimensions);

        // In whatever order they were recorded.
        rows.Reverse();
        return [.. question.AnswersOf(CustomerHistory.Effective(rows), Context).Select(answer => answer.Outcome)];
    }

    private static EncodedInteraction Answer(string id, int day, string survey, double value, string item = "", int revision = 0, string contact = "") =>
        Rows.Of(id, Day(day), new SurveyAnswered { Survey = survey, Item = item, Value = value, Factors = [new("speed", 1, null)] }, revision, contact: contact);

    private static Instant Day(int day) => Instant.FromUtc(2026, 3, 1, 12, 0) + Duration.FromDays(day - 1);
}
