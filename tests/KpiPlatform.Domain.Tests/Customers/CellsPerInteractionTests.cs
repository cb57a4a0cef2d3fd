using System.Collections.Concurrent;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

public sealed class CellsPerInteractionTests
{
    /// <summary>What is kept for the built-in measures out of the cells that one interaction may change is enough for what comes in order.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(TenantLimits.MaxDimensions)]
    public void Append_OfOneInteraction_ChangesNoMoreCellsThanAreKeptForBuiltInMeasures(int dimensions)
    {
        var most = new ConcurrentDictionary<InteractionKind, int>();
        Seeds.Check(300, seed =>
        {
            var random = new Random(seed);
            var edges = new EdgeHistory(seed);
            var declared = Enumerable.Range(0, dimensions).Select(i => new DimensionDefinition($"d{i}", i == 0 ? "channel" : $"label:{i}", ["web", "store"])).ToList();
            var recorder = new Recorder(new FoldContext(new TenantDefinition(new(1), 1, edges.Settings with { Dimensions = declared })));
            foreach (var interaction in edges.Make(random.Next(5, 40)).DistinctBy(interaction => (interaction.Source, interaction.Id)).OrderBy(interaction => interaction.FoldKey))
            {
                var cells = recorder.Record(edges.Encode(interaction)).Changes.Count(change => change.Value != 0);
                most.AddOrUpdate(interaction.Facts.Kind, cells, (_, known) => Math.Max(known, cells));
            }
        });
        foreach (var (kind, cells) in most)
            cells.ShouldBeLessThanOrEqualTo(CustomMeasureLimits.CellsOfBuiltIn(kind, dimensions), $"{kind}");
    }

    /// <summary>Prices of up to 64 products of an order are kept, two cells each; with everything else of an order in all dimensions that is still within the limit.</summary>
    [Fact]
    public void Append_OfAnOrderOfManyProducts_StaysWithinTheLimit()
    {
        var declared = Enumerable.Range(0, TenantLimits.MaxDimensions).Select(i => new DimensionDefinition($"d{i}", i == 0 ? "channel" : $"label:{i}", ["web", "store"])).ToList();
        var recorder = new Recorder(new FoldContext(new TenantDefinition(new(1), 1, new TenantSettings { Dimensions = declared, PremiumProgramme = "gold" })));
        var lines = Enumerable.Range(0, 200)
            .Select(i => new OrderLine { Product = $"p{i}", Family = $"f{i}", Category = $"c{i}", Tier = 1 + (i % 5), Quantity = 1 + i, UnitPrice = 1, TotalMinor = 100 * (1 + i), Tags = ["sustainable"] })
            .ToList();
        for (var order = 0; order < 4; order++)
        {
            var interaction = InteractionCodec.Encode(
                new Interaction { Source = "s", Id = $"o{order}", OccurredAt = Instant.FromUtc(2026, 1, 2, 0, 0) + Duration.FromDays(40 * order), Facts = new Purchase { OrderId = $"o{order}", AmountMinor = 1_000, Lines = lines } },
                new HashSet<string>());
            recorder.Record(interaction).Changes.Count(change => change.Value != 0).ShouldBeInRange(128, CustomMeasureLimits.MaxCellsPerInteraction);
        }
    }
}
