using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using NodaTime;
using Direction = KpiPlatform.Domain.Indicators.Direction;

namespace KpiPlatform.Gateway.Tests.Scorecards;

/// <summary>Evaluated scorecards with two indicators of the values given.</summary>
internal static class Results
{
    private static readonly TenantCalendar Calendar = new(DateTimeZone.Utc);

    public static ScorecardValues Of(double first, double second = 1, string period = "2026-01", long seq = 1, long definition = 1, int asOfMinute = 0)
    {
        var result = new EvaluatedScorecard
        {
            Title = "Retail",
            Period = PeriodParser.Parse(period, Calendar, today: 0),
            AsOf = Instant.FromUtc(2026, 1, 15, 12, asOfMinute),
            Performance = first,
            Status = Status.Green,
            Coverage = 100,
            DefinitionVersion = definition,
            Partial = true,
            Perspectives =
            [
                new()
                {
                    Id = "p",
                    Title = "P",
                    Weight = 1,
                    Performance = first,
                    Status = Status.Green,
                    Coverage = 100,
                    Objectives =
                    [
                        new() { Id = "o", Title = "O", Weight = 1, Status = Status.Grey, Coverage = 100, Owner = "Kim", Indicators = [Indicator("first", first), Indicator("second", second)] },
                    ],
                },
            ],
        };
        return new(GrainJson.Write(result), PositionVector.Of(new JournalPosition(1, seq)).Encode(), 0, string.Empty);
    }

    private static IndicatorResult Indicator(string id, double value) => new()
    {
        Id = id,
        Title = id,
        Weight = 1,
        Value = new IndicatorValue { Indicator = "revenue", Unit = "EUR", Value = value, Direction = Direction.Increase, SampleSize = 3 },
        Performance = 50,
        Progress = 40,
        OnTrack = false,
        Status = Status.Yellow,
        Baseline = 0,
        Target = 100,
        Deadline = "2026-12-31",
    };
}
