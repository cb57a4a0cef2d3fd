using System.Text;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Spreadsheets.Import;
using KpiPlatform.Spreadsheets.Tests.Support;
using KpiPlatform.Spreadsheets.Tests.Workbooks;

namespace KpiPlatform.Spreadsheets.Tests.Import;

/// <summary>What a file would change, row by row.</summary>
public sealed class PlanTests
{
    private const string Headings = "Indicator,Time,Value,Comment,Source,Source id\r\n";
    private const string TargetHeadings = "Perspective,Objective,Indicator,From,To,Target,Deadline\r\n";

    [Fact]
    public void Plan_OfChangedObservations_SaysFromAndTo()
    {
        var plan = Observations(
            Headings
            + "staff_fraction,2026-03-02,13,first,hr,a\r\n"
            + "niche_markets_found,2026-03-05 11:11:12,0.30000000000000004,,spreadsheet,niche_markets_found@2026-03-05\r\n"
            + "staff_fraction,2026-04-01,20,,,\r\n");

        plan.Entries.Select(entry => entry.Outcome).ShouldBe([EntryOutcome.Changed, EntryOutcome.Unchanged, EntryOutcome.Added]);
        plan.Entries[0].Fields.ShouldBe([new FieldChange("Value", "Observations!C2", "12.5", "13")]);
        plan.Entries[2].Subject.ShouldBe("staff_fraction at 2026-04-01");
        plan.ToRecord.Select(planned => (planned.Entry, planned.Observation.Source, planned.Observation.Id, planned.Observation.Revision)).ShouldBe(
            [(0, "hr", "a", 1), (2, "spreadsheet", "staff_fraction@2026-04-01", 0)]);

        // 00:00 in Berlin is 22:00 UTC of the day before in summer.
        plan.ToRecord[1].Observation.At.ShouldBe(RandomScorecards.At("2026-03-31T22:00:00Z"));
    }

    [Theory]
    [InlineData("staff_fraction,2026-03-02,abc,,,", "Observations!C2", "WRONG_TYPE")]
    [InlineData("staff_fraction,02.03.2026,1,,,", "Observations!B2", "WRONG_TYPE")]
    [InlineData("staff_fraction,2026-02-30,1,,,", "Observations!B2", "WRONG_TYPE")]
    [InlineData("staff_fraction,,1,,,", "Observations!B2", "REQUIRED")]
    [InlineData("staff_fraction,2026-03-02,,,,", "Observations!C2", "REQUIRED")]
    [InlineData(",2026-03-02,1,,,", "Observations!A2", "REQUIRED")]
    [InlineData("staff_frction,2026-03-02,1,,,", "Observations!A2", "UNKNOWN_INDICATOR")]
    [InlineData("staff_fraction,2026-03-02,1,,hr,", "Observations!F2", "REQUIRED")]
    [InlineData("staff_fraction,2026-04-02,1,,,\r\nstaff_fraction,2026-04-02,2,,,", "Observations!A3", "DUPLICATE_ROW")]
    [InlineData("staff_fraction,2026-03-02,NaN,,,", "Observations!C2", "WRONG_TYPE")]
    public void Plan_OfAWrongCell_RejectsItByItsAddress(string row, string address, string reason)
    {
        var rejected = Observations(Headings + row + "\r\n").Entries.Single(entry => entry.Outcome == EntryOutcome.Rejected);

        (rejected.Address, rejected.Reason).ShouldBe((address, reason));
        rejected.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public void Plan_OfChangedTargets_ChangesTheDefinition()
    {
        var plan = Targets("a,o,revenue,,,250,2026-12-31\r\na,q,orders,,,100,2026-12-31\r\na,q,orders,2026-07-01,,120,\r\n");

        plan.Entries.Select(entry => entry.Outcome).ShouldBe([EntryOutcome.Changed, EntryOutcome.Unchanged, EntryOutcome.Added]);
        plan.Entries[0].Fields.ShouldBe([new FieldChange("Target", "Targets!F2", "200", "250")]);
        plan.ChangesDefinition.ShouldBeTrue();
        var indicators = plan.Definition.AllIndicators().Select(entry => entry.Indicator).ToList();
        indicators[0].Target.ShouldBe(250);
        indicators[0].Baseline.ShouldBe(0, "a column that is not there is left as it is");
        indicators[1].DatedTargets.Single().ShouldBe(new DatedTarget { From = "2026-07-01", Target = 120 });
    }

    [Theory]
    [InlineData("a,o,revenue,,,-5,2026-12-31", "Targets!F2")]
    [InlineData("a,o,revenue,,,,2026-12-31", "Targets!F2")]
    [InlineData("a,o,revenue,,,200,yesterday", "Targets!G2")]
    [InlineData("a,o,nothing,,,200,2026-12-31", "Targets!C2")]
    [InlineData("a,o,revenue,,2026-05-01,200,2026-12-31", "Targets!D2")]
    public void Plan_OfAWrongTarget_RejectsItByItsAddressAndTakesTheRest(string row, string address)
    {
        var plan = Targets($"{row}\r\na,q,orders,,,90,2026-12-31\r\n");

        var rejected = plan.Entries.Single(entry => entry.Outcome == EntryOutcome.Rejected);
        rejected.Address.ShouldBe(address, rejected.Message);
        plan.Definition.AllIndicators().Last().Indicator.Target.ShouldBe(90);
    }

    internal static ObservationPlan Plan(byte[] file)
    {
        var export = RecalculationTests.Two(50, 40);
        return ObservationPlan.Of(EntryFile.Read(file), export.Observations, export.Calendar, id => id is "staff_fraction" or "niche_markets_found" ? null : $"{id} is not known");
    }

    private static ObservationPlan Observations(string csv) => Plan(Encoding.UTF8.GetBytes(csv));

    private static TargetPlan Targets(string rows) =>
        TargetPlan.Of(EntryFile.Read(Encoding.UTF8.GetBytes(TargetHeadings + rows)), RecalculationTests.Two(50, 40).Goals, ScorecardEnvironment.BuiltIn, today: 20_000);
}
