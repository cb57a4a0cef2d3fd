using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Segments;

public sealed class SegmentLedgerTests
{
    private static readonly CustomerNumber Ann = new(1);
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 20, 12, 0);

    [Fact]
    public void Look_SilenceAfterAnOrder_EntersAndLeavesAtTheVeryInstants()
    {
        // Lapse 90 days, half of it: lapsing from right after 45 days on, lapsed at 90 days; clocks in Berlin are set on 29 March.
        var set = SetOf(new("lapsing", "", "lifecycle = \"lapsing\""), new("lapsed", "", "lifecycle = \"lapsed\""), new("quiet", "", "days_since_last_order >= 10"));
        var facts = Facts(1) with { Orders = 1, AcquiredAt = Start, FirstOrderAt = Start, LastOrderAt = Start, LastActivityAt = Start, BaseUntil = Start + Duration.FromDays(90) };
        var ledger = new SegmentLedger(set, 1, new Dictionary<CustomerNumber, SegmentStanding>());
        ledger.Look(Ann, facts, Start, SegmentCause.Interaction);
        ledger.Look(Ann, facts, Start + Duration.FromDays(1_000), SegmentCause.Interaction);

        ledger.Changes.Events.Select(one => (one.Segment, one.HasEntered, one.Cause, one.OccurredAt)).ShouldBe(
        [
            ("quiet", true, SegmentCause.Silence, Instant.FromUtc(2026, 3, 29, 23, 0) - Duration.FromHours(1)),
            ("lapsing", true, SegmentCause.Silence, Start + Duration.FromDays(45) + Duration.FromTicks(10)),
            ("lapsing", false, SegmentCause.Silence, Start + Duration.FromDays(90)),
            ("lapsed", true, SegmentCause.Silence, Start + Duration.FromDays(90)),
        ]);
        var standing = ledger.Changes.Standings.ShouldHaveSingleItem();
        (standing.DueAt, string.Join(' ', standing.Segments)).ShouldBe((null, "lapsed quiet"));
    }

    [Fact]
    public void Look_AnotherDefinitionOrAnOlderVersion_TellsTheDifferenceOrNothing()
    {
        var before = new Dictionary<CustomerNumber, SegmentStanding> { [Ann] = new(Ann, 5, 1, null, ["gone", "kept"]) };
        var ledger = new SegmentLedger(SetOf(new("kept", "", "orders >= 0"), new("new", "", "orders >= 0")), 2, before);
        ledger.Look(Ann, Facts(4), Start, SegmentCause.Interaction);
        ledger.Changes.Events.ShouldBeEmpty();
        ledger.Look(Ann, Facts(5), Start, SegmentCause.Interaction);

        ledger.Changes.Events.Select(one => (one.Segment, one.HasEntered, one.Cause)).ShouldBe([("gone", false, SegmentCause.Definition), ("new", true, SegmentCause.Definition)]);
        ledger.Remove(Ann, Start);
        ledger.Changes.Events.Skip(2).Select(one => (one.Segment, one.HasEntered, one.Cause)).ShouldBe([("kept", false, SegmentCause.Gone), ("new", false, SegmentCause.Gone)]);
        ledger.Changes.Gone.ShouldBe([Ann]);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")]
    public void Events_OfRandomCustomersAndTime_ReplayedAreWhoIsInItAtEveryHour(string zone)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var set = SetIn(zone, [.. Enumerable.Range(0, 6).Select(i => new SegmentDefinition($"s{i}", "", RandomFilter(random)))]);
            var standings = new Dictionary<CustomerNumber, SegmentStanding>();
            var replayed = new HashSet<string>();
            var at = Start;
            var facts = Facts(0);
            for (var version = 1; version <= 6; version++)
            {
                facts = RandomFacts(random, version, at);
                Apply(facts, at);
                var until = at + Duration.FromHours(random.Next(1, 2_000));

                // The sweep comes when it comes; what it tells is as of the instants at which it was so.
                for (var hour = at; hour <= until; hour += Duration.FromHours(random.Next(1, 30)))
                {
                    Apply(facts, hour);
                    string.Join(' ', replayed.Order(StringComparer.Ordinal)).ShouldBe(string.Join(' ', set.MembershipsOf(facts, hour)), $"seed {seed}, version {version}, {hour}");
                }

                at = until;
            }

            void Apply(CustomerFacts now, Instant instant)
            {
                var ledger = new SegmentLedger(set, 1, standings);
                ledger.Look(Ann, now, instant, SegmentCause.Interaction);
                foreach (var one in ledger.Changes.Events)
                    (one.HasEntered ? replayed.Add(one.Segment) : replayed.Remove(one.Segment)).ShouldBeTrue();
                foreach (var standing in ledger.Changes.Standings)
                    standings[standing.Customer] = standing;
            }
        }
    }

    private static string RandomFilter(Random random)
    {
        string[] leaves =
        [
            $"lifecycle = \"{new[] { "new", "active", "repeat", "lapsing", "lapsed", "returned", "prospect" }[random.Next(7)]}\"",
            $"days_since_last_order {(random.Next(2) == 0 ? ">=" : "<")} {random.Next(0, 120)}",
            $"days_since_acquired = {random.Next(0, 60)}",
            $"days_since_last_interaction > {random.Next(0, 40)}.5",
            $"rfm.recency {(random.Next(2) == 0 ? ">=" : "=")} {random.Next(1, 6)}",
            $"performance < {random.Next(10, 90)}",
            $"complaints_365_days >= {random.Next(1, 3)}",
            $"margin_365_days > {random.Next(0, 200)}",
            "in_base = true",
            $"orders >= {random.Next(0, 4)}",
        ];
        var filter = leaves[random.Next(leaves.Length)];
        for (var i = random.Next(3); i > 0; i--)
            filter = $"{(random.Next(3) == 0 ? "NOT " : "")}({filter}) {(random.Next(2) == 0 ? "AND" : "OR")} {leaves[random.Next(leaves.Length)]}";
        return filter;
    }

    private static CustomerFacts RandomFacts(Random random, long version, Instant now)
    {
        var acquired = now - Duration.FromMinutes(random.Next(0, 60_000));
        var last = acquired + Duration.FromMinutes(random.Next(0, 20_000));
        var day = (int)(last - NodaConstants.UnixEpoch).TotalDays;
        return Facts(version) with
        {
            Orders = random.Next(0, 4),
            AcquiredAt = random.Next(5) == 0 ? null : acquired,
            FirstOrderAt = acquired,
            LastOrderAt = random.Next(5) == 0 ? null : last,
            LastInteractionAt = last,
            LastActivityAt = random.Next(5) == 0 ? null : last,
            BaseUntil = random.Next(6) switch { 0 => null, 1 => CustomerIndexEntry.Forever, _ => last + Duration.FromDays(90) },
            ReturnedAt = random.Next(3) == 0 ? last : null,
            Csat = random.Next(2) == 0 ? null : random.Next(1, 6),
            LatestYear = [new(day - random.Next(1, 360), 1, random.Next(-5_000, 20_000)), new(day, random.Next(0, 2), 10_000)],
        };
    }

    private static CustomerFacts Facts(long version) => new() { CustomerId = "ann", Version = version };

    private static SegmentSet SetOf(params SegmentDefinition[] segments) => SetIn("Europe/Berlin", segments);

    private static SegmentSet SetIn(string zone, SegmentDefinition[] segments) => SegmentSet.Of(new(new TenantNumber(1), 1, new TenantSettings { TimeZone = zone, Segments = segments }));
}
