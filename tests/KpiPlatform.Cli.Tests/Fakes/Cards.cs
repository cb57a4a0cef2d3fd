using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

/// <summary>A scorecard with one of everything that can be shown.</summary>
internal static class Cards
{
    public static Scorecard Sample() => new()
    {
        Name = "tenants/acme/scorecards/customers",
        Title = "Customer scorecard",
        Period = new Period { Label = "1997-Q3", Granularity = Granularity.Quarter },
        AsOfTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(1998, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        Performance = 61.5,
        Status = Status.Yellow,
        Coverage = 75,
        Perspectives =
        {
            new PerspectiveResult
            {
                Id = "loyalty", Title = "Loyalty", Weight = 1, Performance = 61.5, Status = Status.Yellow, Coverage = 75,
                Objectives =
                {
                    new ObjectiveResult
                    {
                        Id = "keep", Title = "Keep customers", Weight = 1, Performance = 61.5, Status = Status.Yellow, Coverage = 75, Owner = "Ann",
                        Indicators =
                        {
                            Indicator("retention", "Customer retention rate", "percent", 36.45, 60, Status.Red, 10),
                            Indicator("revenue", "Revenue", "USD", 1234567.885, 2000000, Status.Green, 100),
                            new IndicatorResult
                            {
                                Id = "nps", Title = "=Recommendation", Weight = 1, Status = Status.Grey, Baseline = 20, Target = 40,
                                GreyReason = "SAMPLE_TOO_SMALL", Value = new IndicatorValue { Indicator = "nps", Unit = "points", NoValueReason = "NO_ANSWERS" },
                            },
                        },
                    },
                },
            },
        },
    };

    public static IndicatorResult Indicator(string id, string title, string unit, double value, double target, Status status, double performance) => new()
    {
        Id = id, Title = title, Weight = 1, Status = status, Performance = performance, Target = target, OnTrack = status == Status.Green,
        Value = new IndicatorValue { Indicator = id, Unit = unit, Value = value, SampleSize = 10 },
    };
}
